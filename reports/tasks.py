"""What the worker does for reports: render one, and take up what a killed worker left behind.

The report's own row is the truth; the queue only wakes a worker up. A task takes an id, claims the
row by a conditional UPDATE, and may run twice without doing anything twice.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import ModuleType

from celery import current_app, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from clusters.enums import NotificationKind
from clusters.notifications import notify
from reports.enums import RenderState
from reports.keeping import refresh, stale_plans
from reports.leases import CHECK_SECONDS, LeaseLost
from reports.manuscripts import BareReferences
from reports.models import Document, Report, ReportPart, Section, SignedCopy
from reports.models.document import document_folder, document_key
from reports.models.report import report_folder
from reports.models.signed_copy import SignedCopyQuerySet
from reports.pruning import prune
from reports.storing import sweep_folder

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
BINDING_STEP = "Menjilid"
PART_FAILED = "Bagian \u201c{title}\u201d gagal dicetak. {error}"
GIVEN_UP = "Penyusunan berhenti tiga kali sebelum selesai. Coba lagi; bila tetap gagal, hubungi administrator."
CHECK_GIVEN_UP = "Pemeriksaan berhenti tiga kali sebelum selesai."
TOO_LONG = "Penyusunan melebihi batas waktu."
BROKEN = "Penyusunan gagal karena kesalahan sistem ({name}). Coba lagi; rinciannya ada di log aplikasi."


@shared_task(name="reports.render_report")
def render_report(report_id: int) -> None:
    """Freeze the figures of a report, cut it into sections, and ask for those that are not printed yet."""
    report = Report.objects.select_related("plan", "requested_by").defer("figures").get(pk=report_id)
    if not report.claim(at=timezone.now()):
        return
    with _reported(report):
        assembly = _assembly()
        assembly.freeze(report)
        assembly.cut(report)
        _ask_for_sections(report)


@shared_task(name="reports.render_section")
def render_section(section_id: int) -> None:
    """Print one section, for whichever reports wait for it."""
    section = Section.objects.get(pk=section_id)
    if not section.claim(at=timezone.now()):
        return
    try:
        _assembly().print_section(section)
    except SoftTimeLimitExceeded:
        section.fail(error=TOO_LONG)
    except Exception as error:  # the row must say why, whatever it was; the log has the rest
        log.exception("section %s failed", section.pk)
        section.fail(error=BROKEN.format(name=type(error).__name__))
    _tell_waiting(section)


@shared_task(name="reports.bind_report")
def bind_report(report_id: int) -> None:
    """Bind the printed sections of a report into its file."""
    report = Report.objects.select_related("plan", "requested_by").defer("figures").get(pk=report_id)
    if not report.claim_binding(at=timezone.now()):
        return
    with _reported(report):
        report.advance(step=report.steps, steps=report.steps, label=BINDING_STEP, at=timezone.now())
        _assembly().bind(report, announce=_announce)
        _sweep(report, keep=[str(report.file.name), *report.volumes.values_list("file", flat=True)])
    wake_next(report)


def wake_next(report: Report) -> None:
    """``report`` has ended: the edition after it may begin. Should this be lost, the reaper finds it."""
    later = report.next_waiting()
    if later is not None:
        render_report.delay(later.pk)


def _ask_for_sections(report: Report) -> None:
    """Queue what is not printed; what failed before is tried again."""
    for section in Section.objects.of_report(report).filter(state=RenderState.FAILED).defer("content"):
        section.retry()
    _show_progress(report)
    waiting = Section.objects.of_report(report).claimable(at=timezone.now())
    for section_id in waiting.order_by("pk").values_list("pk", flat=True):
        render_section.delay(section_id)
    report.hand_over()


def _tell_waiting(section: Section) -> None:
    """Each report that waits for this section goes on, or fails with it."""
    waiting = Report.objects.filter(parts__section=section, state=RenderState.RENDERING).defer("figures").distinct()
    for report in waiting.select_related("requested_by"):
        if section.state == RenderState.FAILED:
            _go_on(report)
        else:
            _show_progress(report)


def _go_on(report: Report) -> None:
    """It fails with the first section that cannot be printed; otherwise it is bound with the last that is printed."""
    failed = report.parts.filter(section__state=RenderState.FAILED).values_list("title", "section__error").first()
    if failed is not None:
        title, error = failed
        _say_failed(report, report.fail_with_section, PART_FAILED.format(title=title, error=error))
    else:
        _show_progress(report)


def _show_progress(report: Report) -> None:
    """Say how many sections are there; with the last one the binding begins."""
    states = list(report.parts.values_list("section__state", flat=True))
    ready = states.count(RenderState.READY)
    label = f"Mencetak bagian: {ready} dari {len(states)} selesai"
    waits = report.count_section(ready=ready, steps=len(states) + 1, label=label)
    if waits and ready == len(states):
        bind_report.delay(report.pk)


def _announce(report: Report) -> None:
    _tell(report, NotificationKind.REPORT_READY, f"{report} siap diunduh.")


@contextmanager
def _reported(report: Report) -> Iterator[None]:
    """Whatever goes wrong inside is written to the report's row; the log has the rest."""
    try:
        yield
    except LeaseLost:
        log.warning("report %s was taken over by another worker, or cancelled", report.pk)
    except SoftTimeLimitExceeded:
        _fail(report, TOO_LONG)
    except BareReferences as refusal:
        _fail(report, str(refusal))
    except Exception as error:  # the row must say why, whatever it was; the log has the rest
        log.exception("report %s failed", report.pk)
        _fail(report, BROKEN.format(name=type(error).__name__))


def make_report_now(report_id: int) -> None:
    """All of it in this process, for commands that have no worker."""
    conf = current_app.conf
    before, conf.task_always_eager = conf.task_always_eager, True
    try:
        render_report(report_id)
    finally:
        conf.task_always_eager = before


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


@shared_task(name="reports.check_signed_copy", soft_time_limit=CHECK_SECONDS, time_limit=CHECK_SECONDS + 60)
def check_signed_copy(copy_id: int) -> None:
    """Compare an uploaded copy with the issued file and check its signatures. Asked twice it is done once."""
    copy = _copies().get(pk=copy_id)
    if copy.claim(at=timezone.now()):
        _signature_check().conclude(copy)


@shared_task(name="reports.take_up_abandoned")
def take_up_abandoned() -> None:
    """Each minute and at worker start: queue again what nobody is working on any more."""
    for report in Report.objects.abandoned(at=timezone.now()).defer("figures").order_by("pk"):
        if report.attempts >= MAX_ATTEMPTS:
            _fail(report, GIVEN_UP)
        else:
            render_report.delay(report.pk)
    _take_up_sections()
    unfinished = ReportPart.objects.filter(section__state__in=(RenderState.QUEUED, RenderState.RENDERING))
    told_nobody = Report.objects.handed_over().exclude(pk__in=unfinished.values("report"))
    for report in told_nobody.select_related("requested_by").defer("figures").order_by("pk"):
        _go_on(report)
    for copy in _copies().abandoned(at=timezone.now()).order_by("pk"):
        if copy.attempts >= MAX_ATTEMPTS:
            _signature_check().put_off(copy, CHECK_GIVEN_UP)
        else:
            check_signed_copy.delay(copy.pk)
    for document in Document.objects.abandoned(at=timezone.now()).defer("context").order_by("pk"):
        if document.attempts >= MAX_ATTEMPTS:
            _fail_document(document, GIVEN_UP)
        else:
            render_document.delay(document.pk)


def _take_up_sections() -> None:
    """Sections that a killed worker left, or whose place in the queue was lost, while a report waits for them."""
    now = timezone.now()
    for section in Section.objects.abandoned(at=now).defer("content").order_by("pk"):
        if section.state == RenderState.RENDERING and section.attempts >= MAX_ATTEMPTS:
            section.fail(error=GIVEN_UP)
            _tell_waiting(section)
        else:
            render_section.delay(section.pk)


@shared_task(name="reports.prune")
def prune_printed() -> None:
    """Each night: drafts of a month ago, and sections that no report holds."""
    drafts, sections = prune(at=timezone.now())
    log.info("removed %s drafts and %s sections", drafts, sections)


@shared_task(name="reports.refresh_region_figures")
def refresh_region_figures() -> None:
    """Each minute: compute anew the figures of regional plans that changed, or that time has overtaken."""
    now = timezone.now()
    refresh(stale_plans(at=now), at=now)


def _fail(report: Report, error: str) -> None:
    _say_failed(report, report.fail, error)


def _say_failed(report: Report, fail: Callable[..., bool], error: str) -> None:
    with transaction.atomic():
        failed = fail(error=error, at=timezone.now())
        if failed:
            _tell(report, NotificationKind.REPORT_FAILED, f"{report} gagal disusun.")
    if failed:
        _sweep(report)
        wake_next(report)


def _print_document(document: Document) -> None:
    rendering = _rendering()
    pdf: bytes = rendering.render_paper(document.kind, document.context)
    name = default_storage.save(document_key(document, ""), ContentFile(pdf))
    sha256, pages = hashlib.sha256(pdf).hexdigest(), rendering.page_count(pdf)
    if document.finish(file_name=name, file_sha256=sha256, pages=pages, at=timezone.now()):
        sweep_folder(document_folder(document), keep=[name])
    else:
        default_storage.delete(name)  # another worker has it: one paper, one file


def _fail_document(document: Document, error: str) -> None:
    with transaction.atomic():
        if document.fail(error=error, at=timezone.now()):
            text, url = f"{document} gagal disusun.", document.get_absolute_url()
            kind = NotificationKind.DOCUMENT_FAILED
            notify([document.requested_by], kind=kind, text=text, url=url, at=timezone.now())


def _sweep(report: Report, *, keep: Collection[str] = ()) -> None:
    """Remove what killed workers left in the report's folder."""
    sweep_folder(report_folder(report), keep=keep)


def _tell(report: Report, kind: NotificationKind, text: str) -> None:
    notify([report.requested_by], kind=kind, text=text, url=report.get_absolute_url(), at=timezone.now())


def _copies() -> SignedCopyQuerySet:
    return SignedCopy.objects.select_related("report", "volume", "uploaded_by").defer("report__figures")


def _signature_check() -> ModuleType:
    """The check of signed copies, which carries pyHanko."""
    return importlib.import_module("reports.signature_check")


def _assembly() -> ModuleType:
    """The making of reports, which carries WeasyPrint: loaded where a page is printed."""
    return importlib.import_module("reports.assembly")


def _rendering() -> ModuleType:
    """WeasyPrint's module, loaded where a page is printed: web processes enqueue, they never carry it."""
    return importlib.import_module("reports.rendering")
