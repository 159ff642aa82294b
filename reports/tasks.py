"""What the worker does for reports: render one, and take up what a killed worker left behind.

The report's own row is the truth; the queue only wakes a worker up. A task takes an id, claims the
row by a conditional UPDATE, and may run twice without doing anything twice.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
from types import ModuleType

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from clusters.enums import NotificationKind
from clusters.notifications import notify
from reports.figures import AnnualFigures
from reports.freezing import sha256_of
from reports.keeping import refresh, stale_plans
from reports.models import Document, Report
from reports.models.document import document_folder, document_key
from reports.models.report import LeaseLost, report_folder, report_key
from reports.summaries import annual_figures, consistent_reading

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
READING_STEP = "Membaca angka"
GIVEN_UP = "Penyusunan berhenti tiga kali sebelum selesai. Coba lagi; bila tetap gagal, hubungi administrator."
TOO_LONG = "Penyusunan melebihi batas waktu."
BROKEN = "Penyusunan gagal karena kesalahan sistem ({name}). Coba lagi; rinciannya ada di log aplikasi."


@shared_task(name="reports.render_report")
def render_report(report_id: int) -> None:
    """Freeze the figures of a report and print them from that snapshot alone."""
    report = Report.objects.select_related("plan", "requested_by").defer("figures").get(pk=report_id)
    if not report.claim(at=timezone.now()):
        return
    try:
        _freeze(report)
        _print(report)
    except LeaseLost:
        log.warning("report %s was taken over by another worker", report.pk)
    except SoftTimeLimitExceeded:
        _fail(report, TOO_LONG)
    except Exception as error:  # the row must say why, whatever it was; the log has the rest
        log.exception("report %s failed", report.pk)
        _fail(report, BROKEN.format(name=type(error).__name__))


@shared_task(name="reports.render_document")
def render_document(document_id: int) -> None:
    """Print a letter, a receipt or a form from its frozen context alone."""
    document = Document.objects.select_related("requested_by").get(pk=document_id)
    if not document.claim(at=timezone.now()):
        return
    try:
        _print_document(document)
    except SoftTimeLimitExceeded:
        _fail_document(document, TOO_LONG)
    except Exception as error:  # the row must say why, whatever it was; the log has the rest
        log.exception("document %s failed", document.pk)
        _fail_document(document, BROKEN.format(name=type(error).__name__))


@shared_task(name="reports.take_up_abandoned")
def take_up_abandoned() -> None:
    """Each minute and at worker start: queue again what nobody is working on any more."""
    for report in Report.objects.abandoned(at=timezone.now()).defer("figures").order_by("pk"):
        if report.attempts >= MAX_ATTEMPTS:
            _fail(report, GIVEN_UP)
        else:
            render_report.delay(report.pk)
    for document in Document.objects.abandoned(at=timezone.now()).defer("context").order_by("pk"):
        if document.attempts >= MAX_ATTEMPTS:
            _fail_document(document, GIVEN_UP)
        else:
            render_document.delay(document.pk)


@shared_task(name="reports.refresh_region_figures")
def refresh_region_figures() -> None:
    """Each minute: compute anew the figures of regional plans that changed, or that time has overtaken."""
    now = timezone.now()
    refresh(stale_plans(at=now), at=now)


def _freeze(report: Report) -> None:
    """Figures are read once, in one consistent reading; a second attempt prints the same ones."""
    if report.figures is not None:
        return
    report.advance(step=0, steps=1, label=READING_STEP, at=timezone.now())
    with consistent_reading():
        figures = annual_figures(
            report.plan,
            report.year,
            cut_off_on=report.cut_off_on,
            edition=report.edition,
            generated_at=timezone.now(),
            conclusion=report.conclusion,
            site_address=settings.SITE_ADDRESS,
            short_code=report.short_code,
        )
    report.freeze(figures=dict(figures), sha256=sha256_of(figures))


def _print(report: Report) -> None:
    rendering = _rendering()
    figures: AnnualFigures = report.figures  # type: ignore[assignment] # frozen by _freeze

    def heartbeat(step: int, steps: int, label: str) -> None:
        report.advance(step=step, steps=steps, label=label, at=timezone.now())

    pdf: bytes = rendering.render(rendering.ANNUAL, figures, heartbeat)
    name = default_storage.save(report_key(report, ""), ContentFile(pdf))
    sha256, pages = hashlib.sha256(pdf).hexdigest(), rendering.page_count(pdf)
    with transaction.atomic():
        done = report.finish(file_name=name, file_sha256=sha256, pages=pages, at=timezone.now())
        if done:
            _tell(report, NotificationKind.REPORT_READY, f"{report} siap diunduh.")
    if done:
        _sweep(report, keep=name)
    else:
        default_storage.delete(name)  # another worker has it: one report, one file


def _fail(report: Report, error: str) -> None:
    with transaction.atomic():
        failed = report.fail(error=error, at=timezone.now())
        if failed:
            _tell(report, NotificationKind.REPORT_FAILED, f"{report} gagal disusun.")
    if failed:
        _sweep(report)


def _print_document(document: Document) -> None:
    rendering = _rendering()
    pdf: bytes = rendering.render_paper(document.kind, document.context)
    name = default_storage.save(document_key(document, ""), ContentFile(pdf))
    sha256, pages = hashlib.sha256(pdf).hexdigest(), rendering.page_count(pdf)
    if document.finish(file_name=name, file_sha256=sha256, pages=pages, at=timezone.now()):
        _sweep_folder(document_folder(document), keep=name)
    else:
        default_storage.delete(name)  # another worker has it: one paper, one file


def _fail_document(document: Document, error: str) -> None:
    with transaction.atomic():
        if document.fail(error=error, at=timezone.now()):
            text, url = f"{document} gagal disusun.", document.get_absolute_url()
            kind = NotificationKind.DOCUMENT_FAILED
            notify([document.requested_by], kind=kind, text=text, url=url, at=timezone.now())


def _sweep(report: Report, *, keep: str = "") -> None:
    """Remove what killed workers left in the report's folder."""
    _sweep_folder(report_folder(report), keep=keep)


def _sweep_folder(folder: str, *, keep: str = "") -> None:
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        if f"{folder}/{name}" != keep:
            default_storage.delete(f"{folder}/{name}")


def _tell(report: Report, kind: NotificationKind, text: str) -> None:
    notify([report.requested_by], kind=kind, text=text, url=report.get_absolute_url(), at=timezone.now())


def _rendering() -> ModuleType:
    """WeasyPrint's module, loaded where a page is printed: web processes enqueue, they never carry it."""
    return importlib.import_module("reports.rendering")
