"""The form in which figures are frozen: canonical JSON, and the hash that is printed and embedded."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What stands on the pages that are written while binding; the rest is embedded as it is, and read by nobody there.
HEAD = frozenset(
    {
        *("kind", "plan", "title", "issuer", "year", "first_year", "scope", "edition", "is_final"),
        *("generated_at", "site_address", "short_code"),
    }
)


@dataclass(frozen=True)
class Frozen:
    """Frozen figures as a binder takes them: few to read, all of them as compressed canonical JSON (``packed``).

    ``size`` in bytes and ``md5`` are of the canonical JSON before its compression, as ``sha256`` is.
    """

    head: dict[str, Any]
    packed: bytes
    size: int
    md5: str
    sha256: str


def canonical(figures: Mapping[str, object]) -> bytes:
    """The figures as canonical JSON: what is hashed, printed as a hash, and embedded."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(figures: Mapping[str, object]) -> str:
    """The hexadecimal SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(figures)).hexdigest()


def frozen(figures: Mapping[str, object]) -> Frozen:
    """Packed once, so that 50,000 rows need not be read again to be embedded: 90 MB, and eight times as much in memory."""
    data = canonical(figures)
    return Frozen(
        head={key: value for key, value in figures.items() if key in HEAD},
        packed=zlib.compress(data, 9),
        size=len(data),
        md5=hashlib.md5(data, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(data).hexdigest(),
    )
