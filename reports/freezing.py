"""The form in which figures are frozen: canonical JSON, and the hash that is printed and embedded."""

import hashlib
import json
from collections.abc import Mapping


def canonical(figures: Mapping[str, object]) -> bytes:
    """The figures as canonical JSON: what is hashed, printed as a hash, and embedded."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(figures: Mapping[str, object]) -> str:
    """The hexadecimal SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(figures)).hexdigest()
