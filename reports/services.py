"""What people do with reports and papers: ask for one, and try a failed one again; send letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import get_random_string

from actions.models import ProgressEvent, ProgressReport
from actions.reminders import People
from clusters.enums import NotificationKind
from clusters.models import Plan, User
from clusters.notifications import notify
from ranpptppo.lib.file_ranges import sha256_of_file
from ranpptppo.lib.formats import day_in_wib
from reports.enums import DocumentKind, ReportKind
from reports.freezing import sha256_of
from reports.models import Document, Report, ReportVolume, SavedView, SignedCopy
from reports.papers.form import form_context
from reports.papers.letter import Debtor, LetterText, letter_context
from reports.papers.receipt import CODE_LETTERS, receipt_context
from reports.summaries.scopes import WHOLE, Scope, scope_name
from reports.tasks import check_signed_copy, render_document, render_report, wake_next


@transaction.atomic
def request_report(
    *,
    plan: Plan,
    year: int,
    cut_off_on: date,
    conclusion: str,
    by: User,
    kind: str = ReportKind.ANNUAL,
    is_preview: bool = False,
    scope: Scope = WHOLE,
    at: datetime | None = None,
) -> Report:
    """Ask for the report of ``year`` with the data as of ``cut_off_on``; the worker prints it.

    A five-year report is about the plan from its first year to ``year``. scope: an annual report of a part of the plan,
    whose editions are numbered by themselves.

    Every request is a new edition: an issued one is never rendered again. A preview takes no number and is a DRAF.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)  # two requests at once take two numbers
    part = {"cluster": scope.cluster, "organization": scope.organization, "region": scope.region}
    earlier = Report.objects.filter(kind=kind, plan=plan, year=year, is_preview=False, **part)
    report = Report.objects.create(
        kind=kind,
        plan=plan,
        year=year,
        cut_off_on=cut_off_on,
        **part,
        scope_name=scope_name(scope, on=date(year, 12, 31)),
        edition=0 if is_preview else (earlier.aggregate(last=Max("edition"))["last"] or 0) + 1,
        is_preview=is_preview,
        conclusion=conclusion.strip(),
        requested_by=by,
        requested_at=at or timezone.now(),
        short_code=get_random_string(8, CODE_LETTERS),
    )
    _enqueue(report)
    return report


@transaction.atomic
def repeat_rendering(*, report: Report) -> None:
    """Queue a failed report again; figures already frozen are printed as they are. Asked twice it is queued once.

    Raises :class:`reports.models.report.Overtaken`.
    """
    if report.requeue():
        _enqueue(report)


@transaction.atomic
def keep_signed_copy(
    *,
    report: Report,
    file: UploadedFile[bytes],
    by: User,
    volume: ReportVolume | None = None,
    at: datetime | None = None,
) -> SignedCopy:
    """Keep an upload and have the worker check it; nobody is offered it before. volume: of the report; None: Jilid I."""
    copy = SignedCopy(report=report, volume=volume, uploaded_by=by, uploaded_at=at or timezone.now())
    copy.sha256 = sha256_of_file(cast("IO[bytes]", file))
    copy.file.save("", file)
    transaction.on_commit(lambda: check_signed_copy.delay(copy.pk), robust=True)
    return copy


@transaction.atomic
def check_again(*, copy: SignedCopy) -> bool:
    """Have a copy whose check came to no end checked again. False when it waits already, or is judged."""
    waits = copy.wait_again()
    if waits:
        transaction.on_commit(lambda: check_signed_copy.delay(copy.pk), robust=True)
    return waits


def cancel_report(*, report: Report, at: datetime | None = None) -> bool:
    """Stop the making of a report; sections already printed stay for the next. False when it was done already."""
    cancelled = report.cancel(at=at or timezone.now())
    if cancelled:
        transaction.on_commit(lambda: wake_next(report), robust=True)
    return cancelled


def _enqueue(report: Report) -> None:
    """Wake a worker up. A broker that is down costs time and not the report: the reaper looks at the rows.

    A lambda and no ``partial``: Django names what failed in its log, and a partial has no name.
    """
    transaction.on_commit(lambda: render_report.delay(report.pk), robust=True)


class NothingFiled(Exception):
    """A receipt is of a filing; this report was never filed."""

    def __init__(self) -> None:
        super().__init__("Laporan ini belum pernah dilaporkan, sehingga belum ada bukti lapornya.")


class LetterNumberTaken(Exception):
    """Another letter has this number."""

    def __init__(self, letter_number: str) -> None:
        self.letter_number = letter_number
        super().__init__(f"Nomor {letter_number} sudah dipakai surat lain.")


@transaction.atomic
def request_receipt(*, report: ProgressReport, by: User, at: datetime | None = None) -> Document:
    """The receipt of the report's latest filing; asked twice it is one. Raises :class:`NothingFiled`."""
    named = ("report__organization", "report__period__plan", "report__cluster")
    filings = ProgressEvent.objects.filter(report=report, is_filing=True).select_related("by", *named)
    filing = filings.order_by("at", "pk").last()
    if filing is None:
        raise NothingFiled
    found = Document.objects.filter(kind=DocumentKind.RECEIPT, filing=filing).first()
    if found is not None:
        return found
    context = receipt_context(filing)
    document, is_new = Document.objects.get_or_create(
        kind=DocumentKind.RECEIPT,
        filing=filing,
        defaults={
            "organization": report.organization,
            "progress_report": report,
            "short_code": context["code"],
            **_frozen(context, by=by, at=at),
        },
    )
    return _started(document) if is_new else document


@transaction.atomic
def request_form(*, report: ProgressReport, is_draft: bool, by: User, at: datetime | None = None) -> Document:
    """The form of the draft or of what was filed, as it stands; unchanged, it is the one that is there already."""
    at = at or timezone.now()
    context = form_context(report, is_draft=is_draft, at=at)
    document, is_new = Document.objects.get_or_create(
        kind=DocumentKind.FORM,
        progress_report=report,
        context_sha256=context["content_sha256"],
        defaults={
            **_frozen(context, by=by, at=at),
            "organization": report.organization,
            "is_draft": is_draft,
            "short_code": get_random_string(10, CODE_LETTERS),
            "context_sha256": context["content_sha256"],
        },
    )
    return _started(document) if is_new else document


@transaction.atomic
def send_reminder_letters(
    *, letters: Sequence[tuple[Debtor, str]], text: LetterText, by: User, at: datetime | None = None
) -> list[Document]:
    """One letter for each organization, under a number of its own; operators and endorsers are told of it.

    All or none. Raises :class:`LetterNumberTaken`.
    """
    at = at or timezone.now()
    people = People(on=day_in_wib(at))
    return [_send_letter(debtor, number, text, people, by=by, at=at) for debtor, number in letters]


@transaction.atomic
def request_brief(*, context: dict[str, Any], by: User, at: datetime | None = None) -> Document:
    """A brief of what a dashboard shows now; ``context`` is frozen with its code and printed."""
    code = get_random_string(10, CODE_LETTERS)
    frozen = {**context, "code": code, "code_shown": f"{code[:5]}-{code[5:]}"}
    document = Document.objects.create(
        kind=DocumentKind.BRIEF, organization=by.organization, short_code=code, **_frozen(frozen, by=by, at=at)
    )
    return _started(document)


@transaction.atomic
def repeat_document(*, document: Document) -> None:
    """Queue a failed paper again; asked twice it is queued once."""
    if document.requeue():
        _started(document)


def _send_letter(
    debtor: Debtor, letter_number: str, text: LetterText, people: People, *, by: User, at: datetime
) -> Document:
    context = letter_context(debtor, text, letter_number=letter_number, at=at)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                kind=DocumentKind.LETTER,
                organization=debtor.organization,
                number=letter_number,
                short_code=get_random_string(10, CODE_LETTERS),
                **_frozen(context, by=by, at=at),
            )
    except IntegrityError as error:
        raise LetterNumberTaken(letter_number) from error
    organization = debtor.organization.pk
    told = {person.pk: person for person in (*people.writers(organization), *people.endorsers(organization))}
    words = f"Surat pengingat {letter_number}: {context['count']} laporan instansi Anda belum diterima."
    notify(told.values(), kind=NotificationKind.LETTER, text=words, url=document.get_absolute_url(), at=at)
    return _started(document)


def _frozen(context: dict[str, Any], *, by: User, at: datetime | None) -> dict[str, Any]:
    return {
        "context": context,
        "context_sha256": sha256_of(context),
        "requested_by": by,
        "requested_at": at or timezone.now(),
    }


def _started(document: Document) -> Document:
    """Wake a worker up; a broker that is down costs time and not the paper."""
    transaction.on_commit(lambda: render_document.delay(document.pk), robust=True)
    return document


# --- saved views -------------------------------------------------------------------------------------------------

MOST_VIEWS = 50


class TitleTaken(Exception):
    """The person has a view with this title already."""

    def __init__(self, title: str) -> None:
        super().__init__(f"Anda sudah mempunyai tampilan tersimpan berjudul \u201c{title}\u201d. Pilih judul lain.")


class TooManyViews(Exception):
    """The person keeps as many views as one may."""

    def __init__(self) -> None:
        super().__init__(f"Anda sudah menyimpan {MOST_VIEWS} tampilan. Hapus yang tidak dipakai lagi.")


@transaction.atomic
def save_view(
    *, title: str, page: str, query: str, words: str, is_shared: bool, by: User, at: datetime | None = None
) -> SavedView:
    """Keep a dashboard with its filters. Raises :class:`TitleTaken`, :class:`TooManyViews`."""
    User.objects.select_for_update().get(pk=by.pk)  # two saves at once count one another
    if SavedView.objects.filter(user=by).count() >= MOST_VIEWS:
        raise TooManyViews
    facts = {"page": page, "query": query, "words": words, "is_shared": is_shared, "created_at": at or timezone.now()}
    view, is_new = SavedView.objects.get_or_create(user=by, title=title, defaults=facts)
    if not is_new:
        raise TitleTaken(title)
    return view


def change_view(*, view: SavedView, title: str, is_shared: bool) -> None:
    """Rename it, share it or keep it to oneself. Raises :class:`TitleTaken`."""
    view.title, view.is_shared = title, is_shared
    try:
        with transaction.atomic():
            view.save(update_fields=["title", "is_shared"])
    except IntegrityError as error:
        raise TitleTaken(title) from error
