"""Electronic signatures on issued reports: the interface of a signer, and the check of a copy signed elsewhere.

Nothing here knows Django's models. What imports pyHanko (1.3 s) is loaded by the worker alone.
"""

from reports.signing.interface import Signer, SigningError

__all__ = ["Signer", "SigningError"]
