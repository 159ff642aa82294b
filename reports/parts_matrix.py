"""The complete matrix as an appendix: in slices of the report itself, or in volumes of their own where it is long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ranpptppo.lib.roman import roman
from reports.part_writer import EDITION, HeadFigures, Part, PartWriter, only

MATRIX_ROWS = 100  # of one part: what one process lays out in two seconds and below 180 MiB
VOLUME_ROWS = 5000  # of one volume, about 460 pages; a matrix that has no more stands in the report itself
TITLE = "Matriks capaian lengkap"
FOLDER = "reports/pdf/annual/"


def matrix_parts(writer: PartWriter, rows: Sequence[Any], figures: Mapping[str, Any]) -> Iterator[Part]:
    """``figures``: of the report, whichever kind."""
    common = only(figures, "plan", "year", "cut_off_on")
    if len(rows) <= VOLUME_ROWS:
        slices = _slices(rows)
        first = writer.appendix(TITLE, f"{FOLDER}_matrix.html", figures={**common, "matrix": slices[0]})
        yield first
        for number, some in enumerate(slices[1:], start=2):
            yield writer.more(first, number, figures={**common, "matrix": some}, continues=True)
        return
    volumes = [_told(rows, start) for start in range(0, len(rows), VOLUME_ROWS)]
    yield writer.appendix(TITLE, f"{FOLDER}_matrix_volumes.html", volumes=volumes, **common)
    for place, volume in enumerate(volumes):
        own = rows[place * VOLUME_ROWS : (place + 1) * VOLUME_ROWS]
        yield from _volume_parts(writer, own, volume, only(figures, *EDITION), common)


def _volume_parts(
    writer: PartWriter,
    rows: Sequence[Any],
    volume: dict[str, Any],
    edition: dict[str, Any],
    common: dict[str, Any],
) -> Iterator[Part]:
    """Its cover and its slices; the appendix has the number that it has in the report."""
    head: HeadFigures = {**writer.head, "running": f"{writer.head['running']} · {volume['name']}"}
    own = PartWriter(head, FOLDER, volume=volume["number"])
    own.appendices = writer.appendices - 1
    yield own.cover("_volume_cover.html", figures=edition, volume=volume, appendix=writer.appendices)
    slices = _slices(rows)
    first = own.appendix(TITLE, "_matrix.html", figures={**common, "matrix": slices[0]})
    yield first
    for number, some in enumerate(slices[1:], start=2):
        yield own.more(first, number, figures={**common, "matrix": some}, continues=True)


def _slices(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[start : start + MATRIX_ROWS] for start in range(0, len(rows), MATRIX_ROWS)] or [[]]


def _told(rows: Sequence[Any], start: int) -> dict[str, Any]:
    """What the report says of a volume. The report itself is the first."""
    own = rows[start : start + VOLUME_ROWS]
    number = start // VOLUME_ROWS + 2
    clusters = dict.fromkeys((row["cluster_number"], row["cluster_name"]) for row in own)
    return {
        "number": number,
        "name": volume_name(number),
        "first": start + 1,
        "last": start + len(own),
        "rows": len(rows),
        "clusters": [{"number": key, "name": name} for key, name in clusters],
    }


def volume_name(number: int) -> str:
    """``Jilid II``."""
    return f"Jilid {roman(number)}"
