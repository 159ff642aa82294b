"""Is a PDF the issued file, signed, and nothing else? Carries pyHanko: for the worker alone.

The issued bytes must be the beginning of the copy, all later revisions may add signatures, time stamps and what is kept
for their long life (DSS), and every signature must be whole (ETSI EN 319 142-1; ISO 32000-2, 12.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import Any, TypedDict, cast

from asn1crypto import pem, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.general import SigningError as UnreadableSignature
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from reports.signing.revisions import AddedPolicy
from reports.signing.threads import apart

USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
# pyHanko compares the form of two revisions and wants one in both; ours has none before the first signature.
NO_FORM = cast("Any", generic.DictionaryObject)({generic.NameObject("/Fields"): generic.ArrayObject()})
FIELD_RULES = [
    cast("Any", rule)()  # untyped constructors
    for rule in (SigFieldCreationRule, SigFieldModificationRule, GenericFieldModificationRule)
]
FIRST_SIGNATURE = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=[
            cast("Any", rule)()
            for rule in (SigFieldCreationRule, SigFieldModificationRule, GenericFieldModificationRule)
        ],
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)
UNKNOWN_ROOT = "Sertifikat akar tidak dikenal oleh sistem ini."
EXPIRED = "Sertifikat penanda tangan tidak berlaku pada saat diperiksa."
UNCERTAIN = "Rantai sertifikat tidak dapat dipastikan ({problem})."
PROBLEMS = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: UNKNOWN_ROOT,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE: UNKNOWN_ROOT,
    AdESIndeterminate.EXPIRED: EXPIRED,
    AdESIndeterminate.NOT_YET_VALID: EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: EXPIRED,
}
NOT_PDF = "Berkas ini bukan PDF yang dapat dibaca."
UNSIGNED = "Berkas ini belum ditandatangani: isinya sama persis dengan berkas yang diterbitkan."
NO_SIGNATURE = "Berkas ini tidak memuat tanda tangan elektronik."
OTHER_FILE = (
    "Isi asli berkas ini bukan berkas yang diterbitkan untuk edisi ini (berbeda mulai bita ke-{place}). "
    "Tandatangani berkas PDF jilid ini yang diunduh dari halaman ini, tanpa menyimpannya ulang dengan program lain."
)
REPLACED = "Berkas ini menyembunyikan isi yang diterbitkan di balik isi lain. Tandatangani berkas yang diterbitkan."
CHANGED = "Isi laporan diubah sesudah diterbitkan: yang boleh ditambahkan hanya tanda tangan dan stempel waktu."
BROKEN = "Tanda tangan {name} rusak: isi yang ditandatangani telah berubah."
REVOKED = "Sertifikat {name} sudah dicabut."


class SignedBy(TypedDict):
    """signed_at: ISO 8601, "" where the signature says none; problem: "" for a known root."""

    name: str
    organization: str
    signed_at: str
    is_stamped: bool
    problem: str


@dataclass(frozen=True)
class Checked:
    """signers: in the order of signing; all of them are whole, and those with a problem are not trusted."""

    signers: list[SignedBy]

    @property
    def is_trusted(self) -> bool:
        return not any(signer["problem"] for signer in self.signers)


class CopyRefused(Exception):
    """The copy is not what was issued, signed; the message is an Indonesian sentence that says why."""


def check_copy(copy: bytes, issued: bytes, roots: Sequence[x509.Certificate]) -> Checked:
    """Who signed ``copy``, which begins with ``issued``. Raises :class:`CopyRefused`."""
    _compare_beginning(copy, issued)
    try:
        reader = PdfFileReader(BytesIO(copy))
        last = _compare_revisions(reader, issued)
        signatures = list(reader.embedded_regular_signatures)
        if not signatures:
            raise CopyRefused(NO_SIGNATURE)
        policy = AddedPolicy(DEFAULT_DIFF_POLICY, last)
        return Checked([_signed_by(signature, roots, policy) for signature in signatures])
    except (PdfError, UnreadableSignature, SignatureValidationError, ValueError) as error:
        raise CopyRefused(NOT_PDF) from error


def trusted_roots(folder: Path | None) -> list[x509.Certificate]:
    """The certificates of all PEM files in ``folder``; none where there is no folder. Raises ValueError, OSError."""
    found = []
    for path in sorted(folder.glob("*.pem")) if folder else []:
        found += [x509.Certificate.load(der) for _, _, der in pem.unarmor(path.read_bytes(), multiple=True)]
    return found


def _compare_beginning(copy: bytes, issued: bytes) -> None:
    if not copy.startswith(b"%PDF-"):
        raise CopyRefused(NOT_PDF)
    if copy == issued:
        raise CopyRefused(UNSIGNED)
    if not copy.startswith(issued):
        shared = zip(copy, issued, strict=False)
        place = next((at for at, (one, other) in enumerate(shared) if one != other), min(len(copy), len(issued)))
        raise CopyRefused(OTHER_FILE.format(place=place + 1))


def _compare_revisions(reader: PdfFileReader, issued: bytes) -> int:
    """The issued file is the copy's first revision, whose number is returned; nothing after it touches what is read."""
    first = PdfFileReader(BytesIO(issued))
    last = first.xrefs.total_revisions - 1
    sections = reader.xrefs
    if sections.total_revisions <= last + 1:
        raise CopyRefused(REPLACED)
    if sections.get_startxref_for_revision(last) != first.last_startxref:
        raise CopyRefused(REPLACED)
    base = reader.get_historical_resolver(last)
    root = cast("Any", base.root)
    if "/AcroForm" not in root:
        root[generic.NameObject("/AcroForm")] = NO_FORM
    found = AddedPolicy(FIRST_SIGNATURE, last).review_file(reader, base, doc_mdp=MDPPerm.FILL_FORMS)
    if not isinstance(found, DiffResult):
        raise CopyRefused(CHANGED) from found
    if found.modification_level > ModificationLevel.FORM_FILLING:
        raise CopyRefused(CHANGED)
    return int(last)


def _signed_by(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], policy: StandardDiffPolicy
) -> SignedBy:
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    subject = signature.signer_cert.subject.native
    name = str(subject.get("common_name") or "tanpa nama")
    status = apart(
        lambda: validate_pdf_signature(signature, context, context, diff_policy=policy, key_usage_settings=USAGE)
    )
    _refuse_broken(status, name)
    stamp = status.timestamp_validity
    at = stamp.timestamp if stamp else status.signer_reported_dt
    return {
        "name": name,
        "organization": str(subject.get("organization_name") or ""),
        "signed_at": at.astimezone(UTC).isoformat() if at else "",
        "is_stamped": stamp is not None,
        "problem": _problem(status),
    }


def _refuse_broken(status: PdfSignatureStatus, name: str) -> None:
    stamp = status.timestamp_validity
    stamp_holds = stamp is None or (stamp.intact and stamp.valid)
    if not (status.intact and status.valid and status.docmdp_ok and stamp_holds):
        raise CopyRefused(BROKEN.format(name=name))
    if status.revoked:
        raise CopyRefused(REVOKED.format(name=name))


def _problem(status: PdfSignatureStatus) -> str:
    if status.trusted:
        return ""
    found = status.trust_problem_indic
    known = PROBLEMS.get(found) if isinstance(found, AdESIndeterminate) else None
    return known or UNCERTAIN.format(problem=getattr(found, "name", "tidak diketahui"))
