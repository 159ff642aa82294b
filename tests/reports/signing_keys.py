"""Key material of the tests, made anew in each run: a root, and people whose keys it vouches for."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from clusters.models import User
from reports.enums import CopyVerdict
from reports.models import Report, SignedCopy
from reports.signing.pkcs12 import Pkcs12Signer

PASSPHRASE = b"frasa-sandi-uji"
USAGE = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
USAGES = (*USAGE, "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")


@cache
def _root() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _certificate("CA contoh", key, "CA contoh", key, is_root=True)


def root() -> asn1.Certificate:
    return asn1.Certificate.load(_root()[1].public_bytes(Encoding.DER))


def root_pem() -> bytes:
    return _root()[1].public_bytes(Encoding.PEM)


@cache
def key_file(name: str, *, days: int = 2) -> bytes:
    """A PKCS#12 file of somebody; one with negative ``days`` ran out that long ago."""
    issuer, certificate = _root()
    key = ec.generate_private_key(ec.SECP256R1())
    own = _certificate(name, key, "CA contoh", issuer, days=days)
    return pkcs12.serialize_key_and_certificates(
        name.encode(), key, own, [certificate], BestAvailableEncryption(PASSPHRASE)
    )


def signed(pdf: bytes, name: str = "Sinta Penanda Tangan", *, days: int = 2) -> bytes:
    signer = Pkcs12Signer(key_file(name, days=days), PASSPHRASE)
    return signer.sign(pdf, reason="Penetapan laporan", location="Jakarta")


def make_signed_copy(report: Report, by: User, content: bytes = b"%PDF-1.7 bertanda tangan") -> int:
    """An accepted copy as its check leaves it; the number of its report."""
    name = default_storage.save(f"signed/{report.pk}/rahasia.pdf", ContentFile(content))
    signer = {"name": "Sinta", "organization": "", "signed_at": "2025-04-01T03:00:00+00:00", "is_stamped": False}
    SignedCopy.objects.create(
        report=report,
        file=name,
        sha256=hashlib.sha256(content).hexdigest(),
        verdict=CopyVerdict.UNTRUSTED,
        signers=[{**signer, "problem": "Sertifikat akar tidak dikenal oleh sistem ini."}],
        uploaded_at=timezone.now(),
        uploaded_by=by,
        checked_at=timezone.now(),
    )
    return report.pk


def unchecked_copy(report: Report, by: User) -> int:
    """A copy whose check came to no end; its own number."""
    facts = {"verdict": CopyVerdict.UNCHECKED, "reason": "Pemeriksaan melebihi batas waktu."}
    name = default_storage.save(f"signed/{report.pk}/belum.pdf", ContentFile(b"%PDF-1.7"))
    copy = SignedCopy.objects.create(
        report=report, file=name, sha256="e" * 64, uploaded_at=timezone.now(), uploaded_by=by, **facts
    )
    return copy.pk


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    days: int = 2,
    is_root: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    uses = {"key_cert_sign", "crl_sign"} if is_root else {"digital_signature", "content_commitment"}
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{use: use in uses for use in USAGES}), critical=True)
    )
    return builder.sign(issuer_key, SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Instansi contoh"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
