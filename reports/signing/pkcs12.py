"""A signer with a key in a PKCS#12 file (.p12, .pfx), for tests and for offices that hold such a key."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter

from reports.signing.interface import SigningError
from reports.signing.threads import apart

FIELD = "TandaTangan{number}"
UNREADABLE = "Kunci tidak dapat dibuka: berkas PKCS#12 rusak atau frasa sandinya salah."


class Pkcs12Signer:
    """Opens the key at once and forgets the passphrase. Raises :class:`SigningError`."""

    def __init__(self, key: bytes, passphrase: bytes) -> None:
        try:
            signer = SimpleSigner.load_pkcs12_data(key, other_certs=[], passphrase=passphrase)
        except ValueError:
            signer = None
        if signer is None:
            raise SigningError(UNREADABLE)
        self._signer = signer

    def sign(self, pdf: bytes, *, reason: str, location: str) -> bytes:
        """See :class:`reports.signing.Signer`."""
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        number = len(writer.prev.embedded_signatures) + 1
        metadata = PdfSignatureMetadata(
            field_name=FIELD.format(number=number), reason=reason, location=location, subfilter=SigSeedSubFilter.PADES
        )
        signed: BytesIO = apart(lambda: sign_pdf(writer, metadata, signer=self._signer))
        return signed.getvalue()
