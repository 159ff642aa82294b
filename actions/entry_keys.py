"""The key under which a person's browser keeps what it could not send yet, and the name under which it keeps it.

Handed out to the person alone, after login, and never kept in the browser: whoever uses a shared PC next finds nothing
that they could read. A new password makes a new key, so that whoever sets somebody's password reads nothing either.
"""

from __future__ import annotations

from base64 import b64encode

from django.utils.crypto import salted_hmac

from clusters.models import User

KEY_SALT = "actions.entry_keys.key"
TAG_SALT = "actions.entry_keys.tag"


def storage_key(user: User) -> str:
    """32 bytes for AES-GCM, in base64; the same for a person until the password changes."""
    return b64encode(salted_hmac(KEY_SALT, f"{user.pk}.{user.password}", algorithm="sha256").digest()).decode()


def person_tag(user: User) -> str:
    """Names a person without saying who it is: 24 hexadecimal digits."""
    return salted_hmac(TAG_SALT, str(user.pk), algorithm="sha256").hexdigest()[:24]
