"""How a report is made: its figures frozen, its parts printed as sections, the sections bound into the file.

Called by the tasks of reports.tasks. Every step may be repeated: what is frozen stays, a section that is printed is
used as it is, and the file of whoever finishes first is kept.
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.html import escape

from reports import rendering
from reports.binding import Bound
from reports.bookbinding import Leaf, bind_book, bind_volume
from reports.books import BookFigures, book_of
from reports.chapters import CLUSTER
from reports.cut_offs import moment_of
from reports.differences import differences_between
from reports.drafting import whole_catalogue
from reports.enums import RenderState, ReportKind
from reports.figures import TextFigures
from reports.freezing import Frozen, canonical, frozen
from reports.leases import LeaseLost
from reports.manuscripts import (
    CATALOGUES,
    BareReferences,
    bare_references,
    conclusion_of,
    frozen_texts,
    manuscript_of,
)
from reports.models import FrozenFigures, Manuscript, Report, ReportPart, ReportVolume, Section
from reports.models.report import report_key
from reports.models.section import section_key
from reports.part_writer import Part
from reports.parts_matrix import volume_name
from reports.references import catalogue, within
from reports.rendering import PrintedPart
from reports.summaries import Scope, annual_figures, consistent_reading, five_year_figures

READING_STEP = "Membaca angka"
READERS: dict[ReportKind, Callable[..., BookFigures]] = {
    ReportKind.ANNUAL: annual_figures,
    ReportKind.FIVE_YEAR: five_year_figures,
}


def freeze(report: Report) -> None:
    """Figures are read once, in one consistent reading; a second attempt prints the same ones.

    Raises BareReferences for an edition, numbered as it is, whose texts would show a reference instead of its figure.
    """
    if report.figures_sha256:
        return
    report.advance(step=0, steps=1, label=READING_STEP, at=timezone.now())
    read, now = READERS[ReportKind(report.kind)], timezone.now()
    scope = Scope(report.cluster, report.organization, report.region)
    with consistent_reading():
        manuscript = manuscript_of(report.plan, report.year, report.kind)
        written = conclusion_of(manuscript) if scope.is_whole else ""  # the manuscript concludes on the whole plan
        figures = read(
            report.plan,
            report.year,
            cut_off_on=report.cut_off_on,
            edition=report.edition,
            generated_at=now,
            conclusion=written or report.conclusion,
            site_address=settings.SITE_ADDRESS,
            short_code=report.short_code,
            **({} if scope.is_whole else {"scope": scope}),
        )
        figures["texts"] = _texts(report, manuscript, figures, until=now)
    if report.is_preview:
        figures["is_final"] = False
    else:
        _refuse_bare(manuscript, figures)
    _compare(report, figures)
    packed = frozen(figures)
    with transaction.atomic():
        report.freeze(figures=dict(figures), sha256=packed.sha256)
        FrozenFigures.of(report, packed).save()


def _texts(
    report: Report, manuscript: Manuscript | None, figures: BookFigures, *, until: datetime
) -> dict[str, TextFigures]:
    """The manuscript's, with the report's figures. Of a part of the plan: the text of the edition's cluster alone.

    That text speaks of the whole plan too, whose figures then come from there; only those of the edition lead anywhere.
    """
    if manuscript is None:
        return {}
    if not report.scope_name:
        return frozen_texts(manuscript, CATALOGUES[report.kind](figures), until=until)
    if report.cluster is None:
        return {}
    whole = whole_catalogue(report.plan, report.year, as_of=moment_of(figures))
    known = within(whole, catalogue(figures), f"{CLUSTER}{report.cluster.number}")
    return frozen_texts(manuscript, known, until=until, keys={f"{CLUSTER}{report.cluster.number}"})


def _refuse_bare(manuscript: Manuscript | None, figures: BookFigures) -> None:
    """Looked at in what was frozen: a narrative may have been emptied since the text was saved, or the edition asked."""
    typed = {"kesimpulan": escape(figures["conclusion"])}  # printed where the manuscript has none
    if bare := bare_references(manuscript, {**typed, **{key: text["html"] for key, text in figures["texts"].items()}}):
        raise BareReferences(bare)


def _compare(report: Report, figures: BookFigures) -> None:
    """Freeze what differs from the edition before, where there is one."""
    previous = report.previous()
    if previous is not None:
        old = cast("dict[str, Any]", previous.figures)
        figures["differences"] = differences_between(old, figures, old_sha256=previous.figures_sha256)


def cut(report: Report) -> None:
    """Write down the report's parts, each with the section that prints it. Raises LeaseLost."""
    if report.parts.exists():
        return
    figures = cast("BookFigures", report.figures)
    report.advance(step=0, steps=1, label="Membagi naskah", at=timezone.now())
    with transaction.atomic():
        if not Report.objects.of_lease(report).select_for_update().exists():
            raise LeaseLost
        for position, part in enumerate(book_of(figures).parts(figures)):
            ReportPart.objects.create(
                report=report,
                position=position,
                key=part.key,
                title=part.title,
                numbering=part.numbering,
                volume=part.volume,
                section=section_of(part),
            )


def section_of(part: Part) -> Section:
    """The section that prints this content, by whichever report it was asked for first."""
    section, _is_new = Section.objects.get_or_create(
        content_sha256=rendering.content_key(part.content),
        defaults={"content": zlib.compress(canonical(part.content)), "made_at": timezone.now()},
    )
    return section


def print_section(section: Section) -> bool:
    """Print what ``section`` holds and keep its file; false when another worker had it in the meantime."""
    printed = rendering.print_part(section.content_read)
    name = default_storage.save(section_key(section, ""), ContentFile(printed.fragment))
    if section.finish(file_name=name, outline=printed.outline, pages=printed.pages):
        return True
    default_storage.delete(name)
    return False


@dataclass(frozen=True)
class Stored:
    """A bound file in the storage. volume: 1 is the report itself."""

    volume: int
    name: str
    sha256: str
    pages: int


def bind(report: Report, *, announce: Callable[[Report], None]) -> None:
    """The file of a report all of whose sections are printed, and its volumes; told with them or not at all.

    ``report`` holds the binding. Raises LeaseLost.
    """
    stored: list[Stored] = []
    try:
        figures = FrozenFigures.read_of(report)
        for volume in range(1, _last_volume(report) + 1):
            stored.append(_bind_volume(report, figures, volume))
        with transaction.atomic():
            _keep(report, stored)
            announce(report)
    except BaseException:  # another worker has it, or it ended: one report, one file
        for file in stored:
            default_storage.delete(file.name)
        raise


def _keep(report: Report, stored: Sequence[Stored]) -> None:
    own = stored[0]
    if not report.finish(file_name=own.name, file_sha256=own.sha256, pages=own.pages, at=timezone.now()):
        raise LeaseLost
    ReportVolume.objects.bulk_create(_row(report, volume) for volume in stored[1:])


def _row(report: Report, stored: Stored) -> ReportVolume:
    return ReportVolume(
        report=report, number=stored.volume, file=stored.name, file_sha256=stored.sha256, pages=stored.pages
    )


def _bind_volume(report: Report, figures: Frozen, volume: int) -> Stored:
    """Bound and put into the storage, where nothing leads to it yet. Raises LeaseLost."""
    if volume > 1:
        label = f"Menjilid {volume_name(volume)}"
        report.advance(step=report.steps, steps=report.steps, label=label, at=timezone.now())
    with tempfile.TemporaryDirectory() as folder:
        bound, path = _bound(report, figures, volume, Path(folder))
        sha256 = _file_sha256(path)
        with path.open("rb") as file:
            name = default_storage.save(report_key(report, ""), File(file))
    return Stored(volume, name, sha256, bound.pages)


def _last_volume(report: Report) -> int:
    return int(report.parts.aggregate(last=Max("volume"))["last"] or 1)


def _bound(report: Report, figures: Frozen, volume: int, folder: Path) -> tuple[Bound, Path]:
    parts = report.parts.filter(volume=volume).select_related("section").defer("section__content").order_by("position")
    leaves = [
        Leaf(
            part.title, part.numbering, _kept(part.section, folder / f"{part.position:05}"), part.section.outline or {}
        )
        for part in parts
    ]
    out = folder / "laporan.pdf"
    if volume > 1:
        return bind_volume(figures, volume, leaves, out), out
    return bind_book(figures, leaves, out, _print_contents), out


def _print_contents(part: Part) -> PrintedPart:
    """Printed here and not queued: everything else waits for it. Kept like any section."""
    section = section_of(part)
    if section.state != RenderState.READY:
        printed = rendering.print_part(part.content)
        name = default_storage.save(section_key(section, ""), ContentFile(printed.fragment))
        if not section.keep_now(file_name=name, outline=printed.outline, pages=printed.pages):
            default_storage.delete(name)  # another binder kept the same
        return printed
    with default_storage.open(str(section.file.name)) as file:
        return PrintedPart(file.read(), section.outline or {}, section.pages or 0)


def _kept(section: Section, path: Path) -> Path:
    """The section's file, brought here from wherever the storage keeps it."""
    with default_storage.open(str(section.file.name)) as kept, path.open("wb") as file:
        for chunk in kept.chunks():
            file.write(chunk)
    return path


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
