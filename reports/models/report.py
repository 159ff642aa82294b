"""A requested report: its frozen figures, the state of its rendering, and the file."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.crypto import get_random_string

from clusters.enums import Role
from reports.enums import RenderState, ReportKind
from reports.leases import LEASE, LeaseLost

if TYPE_CHECKING:
    from clusters.models import User


UNSCOPED = Q(cluster__isnull=True, organization__isnull=True, region__isnull=True)
AT_WORK = (RenderState.RENDERING, RenderState.BINDING)
NOT_ENDED = (RenderState.QUEUED, *AT_WORK)


def report_folder(report: Report) -> str:
    """Where in the storage the file of one report lies, alone."""
    return f"reports/{report.pk}"


def report_key(report: Report, filename: str) -> str:
    """An unguessable storage key; the name a reader sees is made at download."""
    return f"{report_folder(report)}/{get_random_string(40)}.pdf"


class Overtaken(Exception):
    """An edition that ended before it was printed stays so once a later one has begun; the message says that."""

    def __init__(self, report: Report, later: Report) -> None:
        super().__init__(
            f"Edisi {report.edition} tidak dapat disusun lagi karena edisi {later.edition} sudah dibekukan. "
            "Yang berlaku ialah edisi dengan nomor tertinggi; bila perlu, bekukan edisi baru."
        )


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """Previews are the national secretariat's and of who asked for them; all else is for the whole nation's people.

        A region sees what is of its own, or of a regency of it, and of the nation's reports those that are issued.
        """
        region = user.organization.region
        if region is None:
            return self if user.role == Role.SECRETARIAT else self.filter(Q(is_preview=False) | Q(requested_by=user.pk))
        own_plan = Q(plan__region=region.pk) | Q(plan__region__parent=region.pk)
        own_edition = Q(region=region.pk) | Q(region__parent=region.pk)
        national = Q(plan__region__isnull=True)
        issued = national & Q(region__isnull=True, state=RenderState.READY)
        return self.filter((own_plan & Q(region__isnull=True)) | (national & own_edition) | issued, is_preview=False)

    def newest_first(self) -> Self:
        return self.order_by("-requested_at", "-pk")

    def verifiable(self) -> Self:
        """What was issued under a number: printed to its end, and no preview."""
        return self.filter(state=RenderState.READY, is_preview=False)

    def editions_of(self, report: Report) -> Self:
        """Everything issued of the same kind, plan, year and scope."""
        return self.verifiable().of_series(report)

    def of_series(self, report: Report) -> Self:
        """All editions of the same kind, plan, year and scope, in whatever state."""
        same = {"kind": report.kind, "plan": report.plan_id, "year": report.year}
        return self.filter(is_preview=False, **same, **report.scope)

    def before(self, report: Report) -> Self:
        """The editions of its series with a lower number; none of a preview, which has no number."""
        return self.of_series(report).filter(edition__lt=report.edition).order_by("edition")

    def in_turn(self) -> Self:
        """Without editions that wait for an earlier one to end: frozen before it, they would not say what differs.

        What is frozen already waits for none.
        """
        scope = ("cluster", "organization", "region")
        earlier = Report.objects.alias(**{f"own_{name}": Coalesce(name, 0) for name in scope}).filter(
            **{f"own_{name}": Coalesce(OuterRef(name), 0) for name in scope},
            **{name: OuterRef(name) for name in ("kind", "plan", "year")},
            is_preview=False,
            edition__lt=OuterRef("edition"),
            state__in=NOT_ENDED,
        )
        return self.filter(~Q(figures_sha256="") | ~Exists(earlier))

    def issued_with(self, code: str) -> Self:
        """The issued report with this short code, with ``title`` of its unread figures."""
        issued = self.verifiable().filter(short_code=code).select_related("plan").defer("figures")
        return issued.annotate(title=KT("figures__title"))

    def in_queue(self) -> Self:
        """Those that no worker has begun, in the order in which they were asked for."""
        return self.filter(state=RenderState.QUEUED).order_by("requested_at", "pk")

    def claimable(self, *, at: datetime) -> Self:
        """Waiting and in turn, or left behind by a worker whose lease ran out."""
        return self.in_turn().filter(Q(state=RenderState.QUEUED) | Q(state__in=AT_WORK, lease_until__lt=at))

    def handed_over(self) -> Self:
        """Those that only their sections carry on."""
        return self.filter(state=RenderState.RENDERING, lease_until__isnull=True)

    def of_lease(self, report: Report) -> Self:
        """The row, as long as the worker that holds ``report`` in its hands holds its making too."""
        return self.filter(pk=report.pk, state=report.state, lease_until=report.lease_until)

    def abandoned(self, *, at: datetime) -> Self:
        """What the reaper takes up: a lost queue entry, or a lease that ran out."""
        return self.in_turn().filter(
            Q(state=RenderState.QUEUED, requested_at__lt=at - LEASE) | Q(state__in=AT_WORK, lease_until__lt=at)
        )


class Report(models.Model):
    kind = models.CharField("jenis", max_length=10, choices=ReportKind.choices)
    plan = models.ForeignKey("clusters.Plan", models.PROTECT, related_name="reports", verbose_name="rencana")
    year = models.PositiveSmallIntegerField("tahun")
    cut_off_on = models.DateField("batas data", help_text="Data sampai pukul 23.59.59 WIB hari ini.")
    edition = models.PositiveSmallIntegerField("edisi", default=1)
    is_preview = models.BooleanField("pratinjau", default=False)
    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="klaster"
    )
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="instansi"
    )
    region = models.ForeignKey(
        "clusters.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wilayah"
    )
    scope_name = models.CharField("cakupan", max_length=120, blank=True)
    conclusion = models.TextField("kesimpulan dan rekomendasi", blank=True)
    requested_at = models.DateTimeField("diminta")
    requested_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="diminta oleh")
    figures = models.JSONField("angka beku", null=True, blank=True)
    figures_sha256 = models.CharField("SHA-256 angka", max_length=64, blank=True)
    is_final = models.BooleanField(
        "final", default=False, help_text="Menurut angka bekunya; selain itu setiap halaman bertanda DRAF."
    )
    short_code = models.CharField("kode singkat", max_length=12, unique=True)
    state = models.CharField("keadaan", max_length=10, choices=RenderState.choices, default=RenderState.QUEUED)
    step = models.PositiveSmallIntegerField("langkah", default=0)
    steps = models.PositiveSmallIntegerField("jumlah langkah", default=0)
    step_label = models.CharField("sedang", max_length=100, blank=True)
    lease_until = models.DateTimeField("dipegang sampai", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)
    error = models.TextField("kegagalan", blank=True)
    file = models.FileField("berkas", upload_to=report_key, max_length=120, blank=True)
    file_sha256 = models.CharField("SHA-256 berkas", max_length=64, blank=True)
    pages = models.PositiveIntegerField("halaman", null=True, blank=True)

    # Read by ``issued_with`` alone.
    title: str

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "laporan"
        verbose_name_plural = "laporan"
        constraints = [
            models.UniqueConstraint(
                "kind",
                "plan",
                "year",
                Coalesce("cluster", 0),
                Coalesce("organization", 0),
                Coalesce("region", 0),
                "edition",
                condition=Q(is_preview=False),
                name="report_edition_once",
            ),
            models.CheckConstraint(
                condition=Q(cluster__isnull=True, organization__isnull=True)
                | Q(cluster__isnull=True, region__isnull=True)
                | Q(organization__isnull=True, region__isnull=True),
                name="report_one_scope",
                violation_error_message="Edisi hanya dapat menurut satu klaster, satu instansi, atau satu wilayah.",
            ),
            models.CheckConstraint(
                condition=(UNSCOPED & Q(scope_name="")) | (~UNSCOPED & ~Q(scope_name="")),
                name="report_scope_has_name",
            ),
            models.CheckConstraint(
                condition=UNSCOPED | Q(kind=ReportKind.ANNUAL),
                name="report_scope_is_annual",
                violation_error_message="Edisi menurut klaster, instansi, atau wilayah hanya dari Laporan Tahunan.",
            ),
            models.CheckConstraint(
                condition=~Q(state=RenderState.READY)
                | (
                    ~Q(file="")
                    & ~Q(file_sha256="")
                    & ~Q(figures_sha256="")
                    & Q(figures__isnull=False, finished_at__isnull=False, pages__isnull=False, pages__gt=0)
                ),
                name="report_ready_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=RenderState.FAILED) | ~Q(error=""), name="report_failed_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AT_WORK)
                | Q(lease_until__isnull=False)
                | (Q(state=RenderState.RENDERING) & ~Q(figures_sha256="")),
                name="report_at_work_has_lease",
            ),
        ]

    def __str__(self) -> str:
        edition = "pratinjau" if self.is_preview else f"edisi {self.edition}"
        return f"{self.get_kind_display()} {self.year}{self.scope_note} {edition}"

    def get_absolute_url(self) -> str:
        return reverse("report-detail", args=[self.pk])

    @property
    def file_name(self) -> str:
        """``Laporan-Tahunan-GT-PPTPPO-2024-v1.pdf``; of a scope ``Laporan-Tahunan-GT-PPTPPO-2024-Klaster-1-v1.pdf``."""
        kind = self.get_kind_display().replace(" ", "-")
        scope = "".join(f"-{word}" for word in re.findall(r"[A-Za-z0-9]+", self.scope_name))
        return f"{kind}-GT-PPTPPO-{self.year}{scope}-{'DRAF' if self.is_preview else f'v{self.edition}'}.pdf"

    @property
    def scope(self) -> dict[str, int | None]:
        """Keys of what the edition is narrowed to, to find others of the same; all None of the whole plan."""
        return {"cluster": self.cluster_id, "organization": self.organization_id, "region": self.region_id}

    @property
    def scope_note(self) -> str:
        """``, Klaster 1,``, to stand behind the year; "" of the whole plan."""
        return f", {self.scope_name}," if self.scope_name else ""

    def data_name(self, ending: str) -> str:
        """Of a file beside the PDF: ``Laporan-Tahunan-GT-PPTPPO-2024-v1-matriks.xlsx``."""
        return f"{self.file_name.removesuffix('.pdf')}-{ending}"

    def waits_for(self) -> Report | None:
        """The earlier edition that must end before this one begins."""
        if self.state != RenderState.QUEUED or self.figures_sha256:
            return None
        return Report.objects.before(self).filter(state__in=NOT_ENDED).defer("figures").last()

    def next_waiting(self) -> Report | None:
        """The later edition that may begin when this one has ended."""
        later = Report.objects.of_series(self).filter(edition__gt=self.edition, state=RenderState.QUEUED)
        return later.defer("figures").order_by("edition").first() if self.edition else None

    def overtaken_by(self) -> Report | None:
        """The later edition that has begun to be frozen before this one was: this one may not follow it any more."""
        begun = ~Q(figures_sha256="") | Q(state__in=AT_WORK)
        later = Report.objects.of_series(self).filter(begun, edition__gt=self.edition).defer("figures")
        return later.order_by("edition").last() if self.edition else None

    def previous(self) -> Report | None:
        """The edition issued before this one; of a preview, the latest."""
        earlier = Report.objects.editions_of(self).exclude(pk=self.pk)
        if not self.is_preview:
            earlier = earlier.filter(edition__lt=self.edition)
        return earlier.order_by("-edition", "-pk").first()

    @property
    def is_draft(self) -> bool:
        """Printed with DRAF on every page."""
        return self.state == RenderState.READY and not self.is_final

    @property
    def is_at_work(self) -> bool:
        """Waiting, printing or binding: it may still be cancelled."""
        return self.state in {RenderState.QUEUED, *AT_WORK}

    # Changes. Two workers, or two people, could meet in each of them: so each is a conditional UPDATE. The moment at
    # which a lease ends tells one worker's lease from the next one's. While its sections wait and are printed, each by a
    # worker that holds that section alone, nobody holds the report and it has no lease, however long the queue is:
    # ``attempts`` counts workers that began, and all but the last of those died.

    def claim(self, *, at: datetime) -> bool:
        """Take the rendering; false when another worker has it, it is done, or an earlier edition has not ended.

        The lock on the earlier editions is for who tries one of them again in the same moment: see :meth:`requeue`.
        """
        with transaction.atomic():
            list(Report.objects.before(self).select_for_update().values_list("pk"))
            return self._claim(at)

    def _claim(self, at: datetime) -> bool:
        taken = (
            Report.objects.filter(pk=self.pk)
            .claimable(at=at)
            .update(
                state=RenderState.RENDERING,
                lease_until=at + LEASE,
                attempts=F("attempts") + 1,
                step=0,
                step_label="",
                error="",
            )
        )
        if taken:
            self.refresh_from_db()
        return bool(taken)

    def advance(self, *, step: int, steps: int, label: str, at: datetime) -> None:
        """Heartbeat: say which step is at work and renew the lease. Raises :class:`LeaseLost`."""
        until = at + LEASE
        held = Report.objects.of_lease(self)
        if not held.update(step=step, steps=steps, step_label=label, lease_until=until):
            raise LeaseLost
        self.lease_until = until

    def count_section(self, *, ready: int, steps: int, label: str) -> bool:
        """A section was printed: show the progress; false when it waits for none any more."""
        waiting = Report.objects.filter(pk=self.pk, state=RenderState.RENDERING)
        return bool(waiting.update(step=ready, steps=steps, step_label=label))

    def hand_over(self) -> bool:
        """Every section was asked for: nobody holds the report until the last is printed. False when it went on already."""
        return bool(Report.objects.of_lease(self).update(lease_until=None))

    def claim_binding(self, *, at: datetime) -> bool:
        """All sections are there: bind them; false when another worker does or it was cancelled."""
        until = at + LEASE
        taken = Report.objects.filter(pk=self.pk, state=RenderState.RENDERING).update(
            state=RenderState.BINDING, lease_until=until
        )
        if taken:
            self.state, self.lease_until = RenderState.BINDING, until
        return bool(taken)

    def cancel(self, *, at: datetime) -> bool:
        """Not wanted any more; false when it is done already."""
        rows = Report.objects.filter(pk=self.pk, state__in=[RenderState.QUEUED, *AT_WORK])
        return self._end(rows, state=RenderState.CANCELLED, finished_at=at)

    def freeze(self, *, figures: dict[str, Any], sha256: str) -> None:
        """Keep the figures that will be printed; they are never computed again. Raises :class:`LeaseLost`."""
        unfrozen = Report.objects.of_lease(self).filter(figures__isnull=True)
        is_final = bool(figures.get("is_final"))
        if not unfrozen.update(figures=figures, figures_sha256=sha256, is_final=is_final):
            raise LeaseLost
        self.figures, self.figures_sha256, self.is_final = figures, sha256, is_final

    def finish(self, *, file_name: str, file_sha256: str, pages: int, at: datetime) -> bool:
        """Done: record the stored file; false when this worker no longer holds the rendering."""
        held = Report.objects.of_lease(self)
        return self._end(
            held, state=RenderState.READY, file=file_name, file_sha256=file_sha256, pages=pages, finished_at=at
        )

    def fail(self, *, error: str, at: datetime) -> bool:
        """Not to be printed: ``error`` says why. False when this worker no longer holds the rendering."""
        return self._end(Report.objects.of_lease(self), state=RenderState.FAILED, error=error, finished_at=at)

    def fail_with_section(self, *, error: str, at: datetime) -> bool:
        """One of its sections cannot be printed; false when it waits for none any more."""
        waiting = Report.objects.filter(pk=self.pk, state=RenderState.RENDERING)
        return self._end(waiting, state=RenderState.FAILED, error=error, finished_at=at)

    def requeue(self) -> bool:
        """A failed or cancelled one waits for a worker again; false when somebody asked for that already.

        Raises :class:`Overtaken`. In a transaction.
        """
        list(Report.objects.filter(pk=self.pk).select_for_update().values_list("pk"))
        ended = Report.objects.filter(pk=self.pk, state__in=[RenderState.FAILED, RenderState.CANCELLED])
        later = self.overtaken_by()
        if later is not None:
            raise Overtaken(self, later)
        return self._end(ended, state=RenderState.QUEUED, error="", finished_at=None, attempts=0, step=0, step_label="")

    def _end(self, rows: ReportQuerySet, **values: Any) -> bool:
        """Let go of the lease with ``values``, if the row is still among ``rows``."""
        done = rows.update(lease_until=None, **values)
        if done:
            self.refresh_from_db(fields=["lease_until", *values])
        return bool(done)
