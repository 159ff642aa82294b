"""What leaves a dashboard: its tables as a spreadsheet."""

from __future__ import annotations

import io

from django.http import FileResponse
from django.views.decorators.http import require_safe

from clusters.requests import PersonalRequest
from reports.screens.pages import screen_at
from reports.screens.workbook import file_name, workbook_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def view_export(request: PersonalRequest, page: str = "") -> FileResponse:
    """Everything that the dashboard at ``page`` shows, with the same filters."""
    screen = screen_at(request, page)
    file = io.BytesIO(workbook_of(screen, by=request.user))
    return FileResponse(file, as_attachment=True, filename=file_name(screen), content_type=XLSX)
