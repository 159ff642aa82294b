"""What the ministry that leads a cluster writes about it, period by period; append-only."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from actions.models.measurement import NarrativeText


class ClusterNarrativeQuerySet(models.QuerySet["ClusterNarrative"]):
    def latest_versions(self) -> Self:
        """Of each cluster and period the version that holds now."""
        same = self.model._default_manager.filter(period=OuterRef("period"), cluster=OuterRef("cluster"))
        return self.filter(pk=Subquery(same.order_by("-version").values("pk")[:1]))


class ClusterNarrative(NarrativeText):
    """One version. ``organization`` is the one it was written for: the cluster's lead, or the secretariat."""

    period = models.ForeignKey(
        "actions.ReportingPeriod", models.PROTECT, related_name="cluster_narratives", verbose_name="periode"
    )
    cluster = models.ForeignKey("clusters.Cluster", models.PROTECT, related_name="narratives", verbose_name="klaster")
    version = models.PositiveIntegerField("versi")
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="+", verbose_name="instansi penulis"
    )
    written_at = models.DateTimeField("ditulis")
    written_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="ditulis oleh")

    objects = ClusterNarrativeQuerySet.as_manager()

    class Meta:
        verbose_name = "narasi klaster"
        verbose_name_plural = "narasi klaster"
        constraints = [
            models.UniqueConstraint(fields=["period", "cluster", "version"], name="cluster_narrative_version_once"),
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="cluster_narrative_version_from_one",
                violation_error_message="Versi dihitung mulai dari 1.",
            ),
            models.CheckConstraint(
                condition=~Q(achievement="", good_practice="", obstacle="", follow_up=""),
                name="cluster_narrative_says_something",
                violation_error_message="Isi sekurang-kurangnya satu bagian.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id}/{self.period_id} versi {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("cluster-narrative", args=[self.cluster_id, self.period_id])
