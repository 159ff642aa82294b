"""The signed stamp of a form: for whom and when it was made, and what each row held then.

A form of another organization or period, or one whose stamp was changed, is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from actions.models import ReportingPeriod
from actions.sheets.form import Form
from clusters.models import Organization

SALT = "actions.sheets"
VERSION = 1
CHUNK = 30_000


class StampRefused(Exception):
    """The file is no form for this organization and period; the message is an Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """``rows``: key → the fingerprints of the row's label and of each part, as they were when the form was made."""

    made_at: datetime
    rows: Mapping[str, list[str]]


def signed(form: Form, *, at: datetime) -> list[str]:
    """The stamp as texts that each fit into a cell."""
    content = {
        "version": VERSION,
        "organization": form.organization.pk,
        "period": form.period.pk,
        "for": f"{form.short_name} – {form.period.label}, {form.period.plan.short_title}",
        "at": at.isoformat(),
        "rows": form.fingerprints,
    }
    text = signing.dumps(content, salt=SALT, compress=True)
    return [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]


def read_stamp(text: str, *, organization: Organization, period: ReportingPeriod) -> Stamp:
    """The stamp that ``signed`` wrote for this organization and period. Raises :class:`StampRefused`."""
    try:
        content = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        raise StampRefused(
            "Cap formulir ini rusak atau berubah, sehingga isinya tidak dapat dipercaya. "
            "Unduh formulir baru, lalu salin isian Anda ke dalamnya."
        ) from None
    if content["version"] != VERSION:
        raise StampRefused(
            "Formulir ini dibuat dengan versi lama. Unduh formulir baru, lalu salin isian Anda ke dalamnya."
        )
    if (content["organization"], content["period"]) != (organization.pk, period.pk):
        raise StampRefused(
            f"Formulir ini dibuat untuk {content['for']}, sedangkan halaman ini untuk instansi Anda, {period.label}, "
            f"{period.plan.short_title}. Unggah pada periode dan instansi yang sesuai."
        )
    rows = {key: prints.split(".") for key, prints in content["rows"].items()}
    return Stamp(datetime.fromisoformat(content["at"]), rows)
