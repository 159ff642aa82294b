"""Import a plan matrix: look first, then apply everything or nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from actions.importing.applying import apply
from actions.importing.comparing import compare
from actions.importing.preview import Preview
from actions.importing.reading import read_matrix
from actions.models import PlanImport
from clusters.models import Plan, User


class ImportRefused(Exception):
    """The file has errors, or doubtful numbers that nobody confirmed; nothing was written."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        errors, questions = len(preview.errors), len(preview.questions)
        what = f"{errors} kesalahan" if errors else f"{questions} angka yang meragukan dan belum dipastikan"
        super().__init__(f"Berkas tidak diimpor: {what}.")


class PreviewOutdated(Exception):
    """The file would now change something else than what was seen; nothing was written."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        super().__init__("Pratinjau diperbarui menurut jawaban Anda dan isi rencana terakhir. Periksa, lalu impor.")


def preview_import(*, plan: Plan, file: BinaryIO, name: str, renames: Collection[int] = ()) -> Preview:
    """What importing ``file`` would change; writes nothing."""
    return compare(read_matrix(file, name, years=plan.years), plan, renames=renames)


@transaction.atomic
def import_plan(
    *,
    plan: Plan,
    file: BinaryIO,
    by: User,
    at: datetime | None = None,
    name: str = "",
    renames: Collection[int] = (),
    is_confirmed: bool = False,
    seen: str | None = None,
) -> PlanImport | None:
    """Apply a matrix to ``plan``; ``None`` where it changes nothing.

    ``renames``: ids of indicators whose changed wording is the same indicator. ``is_confirmed``: the
    person looked at the doubtful numbers. ``seen``: the fingerprint of the preview the person saw.
    Raises :class:`ImportRefused`, :class:`PreviewOutdated`.
    """
    Plan.objects.filter(pk=plan.pk).hold()
    name = name or PurePath(str(getattr(file, "name", "matriks"))).name
    preview = preview_import(plan=plan, file=file, name=name, renames=renames)
    if preview.errors or (preview.questions and not is_confirmed):
        raise ImportRefused(preview)
    if seen is not None and seen != preview.fingerprint:
        raise PreviewOutdated(preview)
    return apply(preview, plan, by=by, at=at or timezone.now())
