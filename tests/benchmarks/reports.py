"""The complete matrix as a tagged report: cut into parts, printed on two processes and bound, against one document.

``BENCH_SCALE=0.1 ./dev bench reports`` tries it with fewer rows; the bars are meant for 5,000 rows a volume.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from reports.figures import AnnualFigures
from reports.freezing import Frozen, frozen
from reports.part_writer import Part
from reports.parts_matrix import VOLUME_ROWS
from tests.benchmarks import printing
from tests.benchmarks.table import Figure
from tests.benchmarks.typst_matrix import typst_source
from tests.benchmarks.whole_reports import whole_reports
from tests.reports.sample_figures import annual_figures

VOLUME, SIZES, WORKERS = VOLUME_ROWS, (1, 4, 10), 2  # in volumes: 5,000, 20,000 and 50,000 rows
ONE_DOCUMENT_BAR, GROWTH_BAR, PRINTING_BAR, BINDING_BAR = 1 / 2.5, 1.3, 200, 300
TWO_WORKERS_BAR, AGAIN_BAR, SOME = 1 / 1.7, 1 / 6, 8


@dataclass(frozen=True)
class Bound:
    """A volume: seconds of printing and of binding, pages, and the highest MiB of a printing and a binding process."""

    printing: float
    binding: float
    pages: int
    printing_peak: float
    binding_peak: float

    @property
    def seconds(self) -> float:
        return self.printing + self.binding


def run() -> list[Figure]:
    rows = max(round(VOLUME * float(os.environ.get("BENCH_SCALE", "1"))), 1)
    figures = matrix_of(rows)
    parts = printing.matrix_parts(figures)
    packed = [frozen(matrix_of(size * rows)) for size in SIZES]
    bound = _bound(packed[0], parts)
    seconds, pages, peak = _alone(parts)
    alone, together = (_printed(parts[:SOME], workers) for workers in (1, WORKERS))
    again = _printed(parts[-1:], 1) + bound.binding
    volumes = [bound]
    for number in range(2, SIZES[-1] + 1):  # bound with the figures of the smallest report that has so many
        volumes.append(_bound(next(p for p, size in zip(packed, SIZES, strict=True) if size >= number), parts))
    typst, typst_pages = _typst(figures)
    return [
        Figure("Baris matriks dalam satu jilid", rows, "baris"),
        Figure("Halaman: satu dokumen", pages, "halaman"),
        Figure("Halaman: dijilid", bound.pages, "halaman"),
        Figure("Satu dokumen WeasyPrint bertanda", seconds, "detik"),
        Figure("Bagian-bagian di dua proses", bound.printing, "detik"),
        Figure("Menjilid", bound.binding, "detik"),
        Figure("Dijilid / satu dokumen", bound.seconds / seconds, "×", ONE_DOCUMENT_BAR),
        Figure("Dua pekerja / satu pekerja, tanpa menjilid", together / alone, "×", TWO_WORKERS_BAR),
        Figure("Edisi baru, satu bagian berubah / seluruhnya", again / bound.seconds, "×", AGAIN_BAR),
        *(_growth(volumes[:size]) for size in SIZES[1:]),
        Figure(f"Typst, {typst_pages} halaman", typst, "detik"),
        Figure("Dijilid / Typst", bound.seconds / typst, "×"),
        Figure("Memori puncak satu dokumen", peak, "MiB"),
        Figure("Memori puncak proses pencetak", max(v.printing_peak for v in volumes), "MiB", PRINTING_BAR),
        Figure("Memori puncak proses penjilid", max(v.binding_peak for v in volumes), "MiB", BINDING_BAR),
        Figure(f"Memori puncak membekukan dan membagi {SIZES[-1] * rows} baris", _cutting(SIZES[-1] * rows), "MiB"),
        *whole_reports(_whole),
    ]


def _growth(volumes: Sequence[Bound]) -> Figure:
    """Time per page of so many volumes against that of one."""
    spent, pages, one = sum(v.seconds for v in volumes), sum(v.pages for v in volumes), volumes[0]
    name = f"Waktu sehalaman: {len(volumes)} jilid / satu jilid"
    return Figure(name, spent / pages / (one.seconds / one.pages), "×", GROWTH_BAR)


def _cutting(rows: int) -> float:
    figures = matrix_of(rows)
    with _workers(1) as pool:
        return pool.submit(printing.freeze_and_cut, figures).result()


def matrix_of(rows: int) -> AnnualFigures:
    """The example's figures with a matrix of this many rows, made of its own again and again."""
    figures = annual_figures()
    many = list(islice(cycle(figures["matrix"]), rows))
    return {**figures, "matrix": sorted(many, key=lambda row: row["cluster_number"])}


def _workers(count: int) -> ProcessPoolExecutor:
    """Fresh processes: the memory of each is its own."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=printing.make_ready)


def _bound(figures: Frozen, parts: Sequence[Part]) -> Bound:
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number:05}.bagian" for number in range(len(parts))]
        spent, printing_peak = _print(parts, paths, WORKERS)
        with _workers(1) as pool:
            _warm(pool, 1)
            started = perf_counter()
            pages, peak = pool.submit(printing.bind_volume, figures, paths, Path(folder) / "jilid.pdf").result()
            return Bound(spent, perf_counter() - started, pages, printing_peak, peak)


def _printed(parts: Sequence[Part], workers: int) -> float:
    """Seconds of printing these parts, without binding."""
    with TemporaryDirectory() as folder:
        return _print(parts, [Path(folder) / f"{number:05}.bagian" for number in range(len(parts))], workers)[0]


def _print(parts: Sequence[Part], paths: Sequence[Path], workers: int) -> tuple[float, float]:
    """Seconds and peak MiB."""
    with _workers(workers) as pool:
        _warm(pool, workers)
        begun = perf_counter()
        peaks = list(pool.map(printing.print_to, [part.content for part in parts], paths))
        return perf_counter() - begun, max(peaks)


def _alone(parts: Sequence[Part]) -> tuple[float, int, float]:
    """Seconds, pages and peak MiB of the same rows as one tagged document."""
    content = printing.joined(parts)
    with _workers(1) as pool:
        _warm(pool, 1)
        started = perf_counter()
        pages, peak = pool.submit(printing.print_alone, content).result()
        return perf_counter() - started, pages, peak


def _whole(figures: Any) -> tuple[float, int, float]:
    with _workers(1) as pool:
        _warm(pool, 1)
        started = perf_counter()
        pages, peak = pool.submit(printing.print_whole, figures).result()
        return perf_counter() - started, pages, peak


def _typst(figures: AnnualFigures) -> tuple[float, int]:
    source = typst_source(figures)
    with _workers(1) as pool:
        _warm(pool, 1)
        started = perf_counter()
        pages = pool.submit(printing.print_with_typst, source).result()
        return perf_counter() - started, pages


def _warm(pool: ProcessPoolExecutor, count: int) -> None:
    """Starting Python and importing WeasyPrint is not measured."""
    list(pool.map(printing.wait_a_moment, [0.5] * count))
