"""What every first-login link has in common: how long it lives, and how its key is stored."""

import hashlib

INVITATION_DAYS = 7


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
