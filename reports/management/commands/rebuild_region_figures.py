"""Compute the kept figures of all regional plans from nothing."""

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from clusters.models import Plan
from reports.keeping import refresh
from reports.models import KeptFigures


class Command(BaseCommand):
    help = "Menghitung ulang angka tersimpan semua rencana daerah dari nol. Boleh diulang kapan saja."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        started = perf_counter()
        KeptFigures.objects.all().delete()
        keys = Plan.objects.filter(region__isnull=False).order_by("pk").values_list("pk", flat=True)
        done = refresh(list(keys), at=timezone.now())
        spent = f"{perf_counter() - started:.1f}".replace(".", ",")
        self.stdout.write(f"{done} rencana daerah dihitung ulang dalam {spent} detik.")
