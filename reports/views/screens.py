"""What leaves a dashboard: its tables as a spreadsheet, and two pages for a meeting."""

from __future__ import annotations

import io

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from clusters.requests import PersonalRequest
from ranpptppo.lib.file_types import XLSX
from reports.screens.brief import brief_context
from reports.screens.pages import screen_at
from reports.screens.workbook import file_name, workbook_of
from reports.services import request_brief


@require_safe
def view_export(request: PersonalRequest, page: str = "") -> FileResponse:
    """Everything that the dashboard at ``page`` shows, with the same filters."""
    screen = screen_at(request, page)
    file = io.BytesIO(workbook_of(screen, by=request.user))
    return FileResponse(file, as_attachment=True, filename=file_name(screen), content_type=XLSX)


@require_POST
def brief_request(request: PersonalRequest, page: str = "") -> HttpResponse:
    """The dashboard at ``page``, with the filters of the address, as a brief; the worker prints it."""
    screen = screen_at(request, page)
    query = screen.query(request.GET)
    address = f"/{page}/?{query}" if page else f"/?{query}"
    return redirect(request_brief(context=brief_context(screen, by=request.user, address=address), by=request.user))
