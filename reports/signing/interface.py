"""What whoever signs a report's file has to offer: a key in a file, or the BSrE Esign Client Service."""

from __future__ import annotations

from typing import Protocol


class SigningError(Exception):
    """The file could not be signed; the message is an Indonesian sentence and holds no secret."""


class Signer(Protocol):
    def sign(self, pdf: bytes, *, reason: str, location: str) -> bytes:
        """``pdf`` with a PAdES signature appended as a further revision; its own bytes stay as they are.

        Raises :class:`SigningError`. The passphrase is kept nowhere: neither stored, nor logged, nor part of an error.
        """
