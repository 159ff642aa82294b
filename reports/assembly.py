"""How a report is made: its figures frozen, its parts printed as sections, the sections bound into the file.

Called by the tasks of reports.tasks. Every step may be repeated: what is frozen stays, a section that is printed is
used as it is, and the file of whoever finishes first is kept.
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from ranpptppo.lib.periods import end_of_day
from reports import rendering
from reports.binding import Bound
from reports.bookbinding import Leaf, bind_book
from reports.books import BookFigures, book_of
from reports.chapters import CLUSTER
from reports.differences import differences_between
from reports.drafting import whole_catalogue
from reports.enums import RenderState, ReportKind
from reports.figures import TextFigures
from reports.freezing import canonical, sha256_of
from reports.leases import LeaseLost
from reports.manuscripts import CATALOGUES, conclusion_of, frozen_texts, manuscript_of
from reports.models import Manuscript, Report, ReportPart, Section
from reports.models.report import report_key
from reports.models.section import section_key
from reports.part_writer import Part
from reports.references import catalogue, within
from reports.rendering import PrintedPart
from reports.summaries import Scope, annual_figures, consistent_reading, five_year_figures

READING_STEP = "Membaca angka"
READERS: dict[ReportKind, Callable[..., BookFigures]] = {
    ReportKind.ANNUAL: annual_figures,
    ReportKind.FIVE_YEAR: five_year_figures,
}


def freeze(report: Report) -> None:
    """Figures are read once, in one consistent reading; a second attempt prints the same ones."""
    if report.figures is not None:
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
    _compare(report, figures)
    report.freeze(figures=dict(figures), sha256=sha256_of(figures))


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
    whole = whole_catalogue(report.plan, report.year, as_of=end_of_day(report.cut_off_on))
    known = within(whole, catalogue(figures), f"{CLUSTER}{report.cluster.number}")
    return frozen_texts(manuscript, known, until=until, keys={f"{CLUSTER}{report.cluster.number}"})


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


def bind(report: Report, *, announce: Callable[[Report], None]) -> None:
    """The file of a report all of whose sections are printed; told with it or not at all.

    ``report`` holds the binding. Raises LeaseLost.
    """
    with tempfile.TemporaryDirectory() as folder:
        bound, path = _bound(report, Path(folder))
        sha256 = _file_sha256(path)
        with path.open("rb") as file:
            name = default_storage.save(report_key(report, ""), File(file))
    with transaction.atomic():
        done = report.finish(file_name=name, file_sha256=sha256, pages=bound.pages, at=timezone.now())
        if done:
            announce(report)
    if not done:
        default_storage.delete(name)  # another worker has it: one report, one file
        raise LeaseLost


def _bound(report: Report, folder: Path) -> tuple[Bound, Path]:
    parts = report.parts.select_related("section").defer("section__content").order_by("position")
    leaves = [
        Leaf(
            part.title, part.numbering, _kept(part.section, folder / f"{part.position:05}"), part.section.outline or {}
        )
        for part in parts
    ]
    out = folder / "laporan.pdf"
    return bind_book(cast("BookFigures", report.figures), leaves, out, _print_contents), out


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
