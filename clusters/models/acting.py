"""An acting endorser (Plt., Plh.): somebody who endorses in the officer's place, for some days and on a basis."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from clusters.enums import MAY_ACT, ActingKind, Role


class ActingEndorserQuerySet(models.QuerySet["ActingEndorser"]):
    def in_force(self, *, on: date) -> Self:
        """Those who act on the day ``on`` (WIB): both edges belong to it, unless it was ended before.

        Whoever moved to another organization, or to a role that cannot act, acts no more.
        """
        days = self.filter(starts_on__lte=on, ends_on__gte=on, ended_at__isnull=True)
        return days.filter(
            user__organization=F("organization"), user__is_active=True, user__role__in=[*MAY_ACT, Role.ENDORSER]
        )

    def latest_first(self) -> Self:
        return self.order_by("-starts_on", "-pk")


class ActingEndorser(models.Model):
    """The row is never changed but once: when the authority is taken back before its last day."""

    user = models.ForeignKey(
        "clusters.User", models.PROTECT, related_name="acting_endorsements", verbose_name="pejabat"
    )
    organization = models.ForeignKey(
        "clusters.Organization", models.PROTECT, related_name="acting_endorsers", verbose_name="instansi"
    )
    kind = models.CharField("jenis", max_length=3, choices=ActingKind.choices)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")
    basis = models.CharField("dasar", max_length=200)
    appointed_at = models.DateTimeField("ditunjuk")
    appointed_by = models.ForeignKey("clusters.User", models.PROTECT, related_name="+", verbose_name="ditunjuk oleh")
    ended_at = models.DateTimeField("diakhiri", null=True, blank=True)
    ended_by = models.ForeignKey(
        "clusters.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diakhiri oleh"
    )

    objects = ActingEndorserQuerySet.as_manager()

    class Meta:
        verbose_name = "pelaksana pengesah"
        verbose_name_plural = "pelaksana pengesah"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="acting_days_in_order",
                violation_error_message="Hari terakhir tidak boleh sebelum hari pertama.",
            ),
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="acting_has_basis",
                violation_error_message="Tulis dasar penunjukan, misalnya nomor surat perintah.",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("appointed_by")),
                name="acting_not_self_appointed",
                violation_error_message="Tidak seorang pun menunjuk dirinya sendiri.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("appointed_at")),
                name="acting_end_is_signed",
                violation_error_message="Pengakhiran harus mencatat siapa dan kapan, sesudah penunjukan.",
            ),
            models.UniqueConstraint(
                fields=["user", "starts_on"],
                condition=Q(ended_at__isnull=True),
                name="acting_once_per_start",
                violation_error_message="Orang ini sudah ditunjuk mulai tanggal tersebut.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.user}"
