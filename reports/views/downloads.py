"""What is downloaded of an issued report: the stored PDF, and its frozen figures as XLSX, CSV and JSON.

A download that broke off goes on where it stopped (ranpptppo.lib.file_ranges).
"""

from __future__ import annotations

import io
import zlib
from tempfile import TemporaryFile
from typing import IO, cast

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from clusters.requests import PersonalRequest
from ranpptppo.lib.file_ranges import send_file, sha256_of_file
from ranpptppo.lib.file_types import XLSX
from reports.figures import AnnualFigures
from reports.matrix_table import write_matrix_csv, write_matrix_workbook
from reports.models import FrozenFigures, Report
from reports.permissions import can_download_report


@require_safe
def report_download(request: PersonalRequest, pk: int) -> HttpResponseBase:
    """The issued file, as it was stored."""
    report = _issued(request, pk, with_figures=False)
    file = cast("IO[bytes]", default_storage.open(str(report.file.name)))
    return send_file(request, file, name=report.file_name, content_type="application/pdf", sha256=report.file_sha256)


@require_safe
def report_volume(request: PersonalRequest, pk: int, number: int) -> HttpResponseBase:
    """A volume of the complete matrix, as it was stored; the report's own file is Jilid I."""
    report = _issued(request, pk, with_figures=False)
    volume = get_object_or_404(report.volumes.select_related("report").defer("report__figures"), number=number)
    file = cast("IO[bytes]", default_storage.open(str(volume.file.name)))
    return send_file(request, file, name=volume.file_name, content_type="application/pdf", sha256=volume.file_sha256)


@require_safe
def report_matrix_workbook(request: PersonalRequest, pk: int) -> HttpResponseBase:
    report, file = _issued(request, pk), TemporaryFile()  # noqa: SIM115  closed after sending
    write_matrix_workbook(file, cast("AnnualFigures", report.figures), sha256=report.figures_sha256)
    return _send_made(request, file, name=report.data_name("matriks.xlsx"), content_type=XLSX)


@require_safe
def report_matrix_csv(request: PersonalRequest, pk: int) -> HttpResponseBase:
    report, file = _issued(request, pk), TemporaryFile()  # noqa: SIM115  closed after sending
    write_matrix_csv(file, cast("AnnualFigures", report.figures))
    return _send_made(request, file, name=report.data_name("matriks.csv"), content_type="text/csv; charset=utf-8")


@require_safe
def report_figures(request: PersonalRequest, pk: int) -> HttpResponseBase:
    """The snapshot in its canonical form, whose hash is printed in the report."""
    report = _issued(request, pk, with_figures=False)
    file = io.BytesIO(zlib.decompress(FrozenFigures.read_of(report).packed))
    name = report.data_name("angka.json")
    return send_file(request, file, name=name, content_type="application/json", sha256=report.figures_sha256)


def _send_made(request: PersonalRequest, file: IO[bytes], *, name: str, content_type: str) -> HttpResponseBase:
    return send_file(request, file, name=name, content_type=content_type, sha256=sha256_of_file(file))


def _issued(request: PersonalRequest, pk: int, *, with_figures: bool = True) -> Report:
    """A report that this person sees and that is finished; its frozen figures only where they are sent."""
    rows = Report.objects.visible_to(request.user)
    report = get_object_or_404(rows if with_figures else rows.defer("figures"), pk=pk)
    if not can_download_report(request.user, report):
        raise PermissionDenied
    return report
