"""What people do with a report's texts: begin a manuscript, save versions, comment, ask for input; and freezing them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import Action, ClusterNarrative
from clusters.enums import NotificationKind, Role
from clusters.models import Cluster, Organization, Plan, User
from clusters.notifications import notify
from ranpptppo.lib.formats import date_long
from reports.chapters import CLUSTER, END, chapter_titles
from reports.enums import ReportKind
from reports.figures import TextFigures
from reports.models import ChapterComment, ChapterVersion, FeedbackRequest, Manuscript
from reports.references import Catalogue, Reference, catalogue, left_bare, text_html
from reports.references_five_year import five_year_catalogue

CATALOGUES: dict[str, Callable[[Mapping[str, Any]], dict[str, Reference]]] = {
    ReportKind.ANNUAL: catalogue,
    ReportKind.FIVE_YEAR: five_year_catalogue,
}
MEND_FIRST = "Perbaiki dahulu pada Naskah; edisi dengan rujukan yang belum terisi tidak diterbitkan."
NARRATIVE_PARTS = {
    "capaian": ("achievement", "Capaian"),
    "praktik": ("good_practice", "Praktik baik"),
    "kendala": ("obstacle", "Kendala"),
    "tindak-lanjut": ("follow_up", "Tindak lanjut"),
}


class StaleText(Exception):
    """Somebody saved another version since this one was opened; ``latest`` is theirs."""

    def __init__(self, latest: ChapterVersion) -> None:
        self.latest = latest
        super().__init__(
            f"Bab ini telah diubah oleh {latest.written_by} sejak Anda membukanya. Teks Anda tetap ada di bawah; "
            "gabungkan dengan teks terbaru lalu simpan lagi."
        )


class AlreadyAsked(Exception):
    """The organization has an open request for this manuscript."""

    def __init__(self, organization: Organization) -> None:
        name = getattr(organization, "short_name_then", organization)
        super().__init__(f"{name} masih mempunyai permintaan masukan yang belum dijawab.")


class BareReference(NamedTuple):
    """A reference that leads nowhere, so that the chapter would print it as it was written: ``{{ capaian.salah }}``."""

    key: str  # of the chapter
    title: str
    written: str

    def __str__(self) -> str:
        return f"Bab “{self.title}” memuat {self.written}, yang tidak merujuk ke angka atau narasi mana pun."


class BareReferences(Exception):
    """No edition is frozen as long as its texts show references instead of figures."""

    def __init__(self, found: Sequence[BareReference]) -> None:
        super().__init__(" ".join([*(str(one) for one in found), MEND_FIRST]))


def begin(*, plan: Plan, year: int, by: User, kind: str = ReportKind.ANNUAL, at: datetime | None = None) -> Manuscript:
    """The manuscript of this report; asked twice it is one."""
    facts = {"created_at": at or timezone.now(), "created_by": by}
    manuscript, _is_new = Manuscript.objects.get_or_create(kind=kind, plan=plan, year=year, defaults=facts)
    return manuscript


@transaction.atomic
def save_text(
    *, manuscript: Manuscript, key: str, text: str, note: str, base: int, by: User, at: datetime | None = None
) -> ChapterVersion:
    """A new version on top of version ``base`` (0: none yet, and then whatever ``base`` says). The same text is no new
    version. Raises StaleText.
    """
    Manuscript.objects.select_for_update().get(pk=manuscript.pk)  # two saves at once count one another
    versions = ChapterVersion.objects.filter(manuscript=manuscript, key=key).select_related("written_by")
    latest = versions.order_by("-number").first()
    if latest is not None and latest.text == text:
        return latest
    if latest is not None and latest.number != base:
        raise StaleText(latest)
    return ChapterVersion.objects.create(
        manuscript=manuscript,
        key=key,
        number=latest.number + 1 if latest else 1,
        text=text,
        note=note,
        written_at=at or timezone.now(),
        written_by=by,
    )


def add_comment(*, manuscript: Manuscript, key: str, version: int, text: str, by: User) -> ChapterComment:
    return ChapterComment.objects.create(
        manuscript=manuscript, key=key, version=version, text=text, written_at=timezone.now(), written_by=by
    )


def resolve_comment(*, comment: ChapterComment, by: User) -> None:
    open_ones = ChapterComment.objects.filter(pk=comment.pk, resolved_at__isnull=True)
    open_ones.update(resolved_at=timezone.now(), resolved_by=by)


@transaction.atomic
def ask_feedback(
    *, manuscript: Manuscript, organization: Organization, due_on: date, message: str, by: User
) -> FeedbackRequest:
    """Ask an organization to comment on the draft; its people are told. Raises AlreadyAsked."""
    now = timezone.now()
    facts = {"due_on": due_on, "message": message, "asked_at": now, "asked_by": by}
    try:
        with transaction.atomic():
            request = FeedbackRequest.objects.create(manuscript=manuscript, organization=organization, **facts)
    except IntegrityError as error:
        raise AlreadyAsked(organization) from error
    people = User.objects.filter(
        organization=organization, is_active=True, role__in=[Role.OPERATOR, Role.ENDORSER, Role.VERIFIER]
    )
    text = f"Masukan diminta atas {manuscript} sampai {date_long(due_on)}."
    notify(people, kind=NotificationKind.FEEDBACK, text=text, url=manuscript.get_absolute_url(), at=now)
    return request


def answer_feedback(*, request: FeedbackRequest, by: User) -> None:
    """The organization has said what it had to say."""
    waiting = FeedbackRequest.objects.filter(pk=request.pk).unanswered()
    waiting.update(answered_at=timezone.now(), answered_by=by)


# --- what the texts say -------------------------------------------------------------------------------------------


def titles(manuscript: Manuscript) -> dict[str, str]:
    """Of its chapters, by key; a cluster without an action of the plan has none."""
    actions = Action.objects.filter(plan=manuscript.plan)
    return chapter_titles(Cluster.objects.filter(pk__in=actions.values("cluster")).order_by("number"), manuscript.kind)


def latest_texts(manuscript: Manuscript) -> dict[str, ChapterVersion]:
    """The version of each chapter that holds now; chapters nobody wrote are left out."""
    rows = manuscript.versions.latest().select_related("written_by")
    return {row.key: row for row in rows}


def narratives(manuscript: Manuscript, *, until: datetime) -> dict[str, Reference]:
    """What the clusters' leads wrote about the periods of its year, or of its years, as references; one query."""
    is_one_year, to_year = manuscript.kind != ReportKind.FIVE_YEAR, manuscript.year
    years = Q(period__year=to_year) if is_one_year else Q(period__year__lte=to_year)
    rows = (
        ClusterNarrative.objects.filter(years, period__plan=manuscript.plan, written_at__lte=until)
        .select_related("period", "cluster", "organization")
        .order_by("cluster__number", "period__year", "period__number", "version")
    )
    found: dict[str, Reference] = {}
    for row in rows:
        period = f"p{row.period.number}" if is_one_year else f"{row.period.year}-p{row.period.number}"
        for part, (name, label) in NARRATIVE_PARTS.items():
            key = f"narasi.{CLUSTER}{row.cluster.number}.{period}.{part}"
            text = getattr(row, name).strip().replace("\r\n", "\n")
            found.pop(key, None)
            if text:
                title = f"{label}, {row.period.label}: {row.organization}"
                found[key] = Reference(title, text, detail_of=row.cluster.number)
    return found


def first_text(key: str, known: Catalogue) -> str:
    """What an empty chapter of a cluster starts from: its lead's narrative of the latest period, by reference."""
    own = [name for name in known if name.startswith(f"narasi.{key}.")]
    if not own:
        return ""
    latest = own[-1].split(".")[2]
    lines = []
    for part, (_field, label) in NARRATIVE_PARTS.items():
        name = f"narasi.{key}.{latest}.{part}"
        if name in known:
            lines += [f"### {label}", f"{{{{ {name} }}}}"]
    return "\n\n".join(lines)


def manuscript_of(plan: Plan, year: int, kind: str) -> Manuscript | None:
    return Manuscript.objects.filter(plan=plan, year=year, kind=kind).select_related("plan").first()


def conclusion_of(manuscript: Manuscript | None) -> str:
    """The conclusion as it is written; "" where there is none."""
    if manuscript is None:
        return ""
    version = latest_texts(manuscript).get("kesimpulan")
    return version.text.strip() if version else ""


def frozen_texts(
    manuscript: Manuscript, figures: Catalogue, *, until: datetime, keys: Collection[str] | None = None
) -> dict[str, TextFigures]:
    """By chapter: its HTML with the figures filled in, and who wrote which version. keys: only these chapters."""
    known = {**figures, **narratives(manuscript, until=until)}
    return {
        key: {
            "html": str(text_html(version.text, known, for_print=True)),
            "version": version.number,
            "author": str(version.written_by),
            "written_at": version.written_at.isoformat(timespec="seconds"),
        }
        for key, version in latest_texts(manuscript).items()
        if version.text.strip() and (keys is None or key in keys)
    }


def bare_references(manuscript: Manuscript | None, htmls: Mapping[str, str]) -> list[BareReference]:
    """What is left bare in chapters that were filled in. htmls: by chapter. One query where something is."""
    left = {key: found for key, html in htmls.items() if (found := left_bare(html))}
    named = titles(manuscript) if left and manuscript is not None else END
    return [BareReference(key, named.get(key, key), written) for key, found in left.items() for written in found]
