"""Fill an empty database with synthetic data of national size, to see how the site behaves under it."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.scale.loading import NotEmpty, Wanted, load_scale, totals


def _share(text: str) -> float:
    try:
        scale = float(text.replace(",", "."))
    except ValueError:
        scale = 0
    if not 0 < scale <= 1:
        raise ArgumentTypeError("skala harus lebih dari 0 dan paling besar 1, misalnya 0.01")
    return scale


class Command(BaseCommand):
    help = "Memuat data sintetis berukuran nasional: satu rencana nasional, 38 rencana provinsi, 514 kabupaten/kota."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=_share, default=1.0, help="bagian dari rencana daerah, misalnya 0.01")
        parser.add_argument("--seed", type=int, default=7, help="benih acak; benih yang sama memberi data yang sama")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        started = perf_counter()
        try:
            loaded = load_scale(Wanted.of_scale(options["scale"]), seed=options["seed"], say=self._say)
        except NotEmpty as refused:
            raise CommandError(str(refused)) from refused
        if not loaded:
            self.stdout.write("Data sintetis sudah ada; tidak ada yang diubah.")
        for name, count in totals():
            self._say(f"{name:<36} {f'{count:,}'.replace(',', '.'):>26}")
        if loaded:
            self.stdout.write(f"Selesai dalam {perf_counter() - started:.0f} detik.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"  {sentence}")
