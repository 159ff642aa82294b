"""A part of a report as it is printed, shared by all reports that print it alike, and the order of a report's parts."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.crypto import get_random_string

from reports.enums import PageNumbering, RenderState
from reports.leases import LEASE

if TYPE_CHECKING:
    from reports.models.report import Report


def section_key(section: Section, filename: str) -> str:
    """An unguessable storage key in a folder of the section's own."""
    return f"{section.folder}/{get_random_string(40)}.bagian"


class SectionQuerySet(models.QuerySet["Section"]):
    def of_report(self, report: Report) -> Self:
        return self.filter(pk__in=ReportPart.objects.filter(report=report).values("section"))

    def wanted(self) -> Self:
        """Those for which a report waits."""
        waiting = ReportPart.objects.filter(section=OuterRef("pk"), report__state=RenderState.RENDERING)
        return self.filter(Exists(waiting))

    def claimable(self, *, at: datetime) -> Self:
        return self.filter(Q(state=RenderState.QUEUED) | Q(state=RenderState.RENDERING, lease_until__lt=at))

    def abandoned(self, *, at: datetime) -> Self:
        """What a report waits for and nobody works on: a lease that ran out, or no turn while nothing at all is printed.

        The second were in the hands of a killed worker, unopened; the queue would give them back an hour later.
        """
        at_work = Section.objects.filter(state=RenderState.RENDERING, lease_until__gte=at)
        lost = Q(state=RenderState.QUEUED) & ~Exists(at_work)
        return self.wanted().filter(Q(state=RenderState.RENDERING, lease_until__lt=at) | lost)

    def of_lease(self, section: Section) -> Self:
        """The row, as long as the worker that holds ``section`` in its hands holds its rendering too."""
        return self.filter(pk=section.pk, state=RenderState.RENDERING, lease_until=section.lease_until)


class Section(models.Model):
    """One part, kept under the hash of all that decides how it looks: the same content is printed once."""

    content_sha256 = models.CharField("SHA-256 isi", max_length=64, unique=True)
    content = models.BinaryField("isi beku", help_text="JSON kanonik, dimampatkan (zlib).")
    made_at = models.DateTimeField("dibuat")
    state = models.CharField("keadaan", max_length=10, choices=RenderState.choices, default=RenderState.QUEUED)
    lease_until = models.DateTimeField("dipegang sampai", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    error = models.TextField("kegagalan", blank=True)
    outline = models.JSONField("kerangka", null=True, blank=True)
    file = models.FileField("berkas", upload_to=section_key, max_length=150, blank=True)
    pages = models.PositiveIntegerField("halaman", null=True, blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "bagian cetak"
        verbose_name_plural = "bagian cetak"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RenderState.READY)
                | (~Q(file="") & Q(outline__isnull=False, pages__isnull=False, pages__gt=0)),
                name="section_ready_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=RenderState.FAILED) | ~Q(error=""), name="section_failed_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=RenderState.RENDERING) | Q(lease_until__isnull=False),
                name="section_rendering_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return self.content_sha256[:12]

    @property
    def folder(self) -> str:
        """Where in the storage the file of this section lies, alone."""
        return f"sections/{self.content_sha256[:2]}/{self.content_sha256}"

    @property
    def content_read(self) -> Any:
        """What is to be printed (reports.part_writer.PartContent)."""
        return json.loads(zlib.decompress(self.content))

    # Changes: conditional UPDATEs, as of a Report.

    def claim(self, *, at: datetime) -> bool:
        """Take the printing; false when another worker has it, it is done, or no report waits for it."""
        rows = Section.objects.filter(pk=self.pk).claimable(at=at).wanted()
        taken = rows.update(state=RenderState.RENDERING, lease_until=at + LEASE, attempts=F("attempts") + 1, error="")
        if taken:
            self.refresh_from_db()
        return bool(taken)

    def finish(self, *, file_name: str, outline: dict[str, Any], pages: int) -> bool:
        """Printed; false when this worker no longer holds it."""
        return self._end(state=RenderState.READY, file=file_name, outline=outline, pages=pages)

    def keep_now(self, *, file_name: str, outline: dict[str, Any], pages: int) -> bool:
        """Printed beside the queue, by a binder that could not wait; false when it is kept already."""
        rows = Section.objects.filter(pk=self.pk).exclude(state=RenderState.READY)
        return bool(
            rows.update(
                state=RenderState.READY, file=file_name, outline=outline, pages=pages, lease_until=None, error=""
            )
        )

    def retry(self) -> bool:
        """A failed one waits for a worker again."""
        failed = Section.objects.filter(pk=self.pk, state=RenderState.FAILED)
        return bool(failed.update(state=RenderState.QUEUED, error="", attempts=0))

    def fail(self, *, error: str) -> bool:
        return self._end(state=RenderState.FAILED, error=error)

    def _end(self, **values: Any) -> bool:
        done = Section.objects.of_lease(self).update(lease_until=None, **values)
        if done:
            self.refresh_from_db(fields=["lease_until", *values])
        return bool(done)


class ReportPart(models.Model):
    """Which section stands where in a report."""

    report = models.ForeignKey("reports.Report", models.CASCADE, related_name="parts", verbose_name="laporan")
    position = models.PositiveSmallIntegerField("urutan")
    key = models.CharField("kunci", max_length=40)
    title = models.CharField("judul", max_length=200)
    volume = models.PositiveSmallIntegerField("jilid", default=1)
    numbering = models.CharField("penomoran halaman", max_length=10, choices=PageNumbering.choices)
    section = models.ForeignKey(Section, models.PROTECT, related_name="parts", verbose_name="bagian cetak")

    class Meta:
        verbose_name = "bagian laporan"
        verbose_name_plural = "bagian laporan"
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="report_part_position_once"),
            models.UniqueConstraint(fields=["report", "key"], name="report_part_key_once"),
        ]

    def __str__(self) -> str:
        return self.title
