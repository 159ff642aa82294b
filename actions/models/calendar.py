"""The address under which a person's calendar program reads the reporting dates."""

from __future__ import annotations

from django.db import models


class CalendarLink(models.Model):
    """One per person; only the digest of its key is stored, so the address is shown once, when it is made."""

    user = models.OneToOneField("clusters.User", models.CASCADE, related_name="calendar_link", verbose_name="pengguna")
    key_digest = models.CharField("sidik kunci", max_length=64, unique=True)
    created_at = models.DateTimeField("dibuat")

    class Meta:
        verbose_name = "alamat kalender"
        verbose_name_plural = "alamat kalender"

    def __str__(self) -> str:
        return f"Alamat kalender {self.user_id}"
