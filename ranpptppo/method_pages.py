"""The site's own page where an address answers another method: somebody opened what only a button sends."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class MethodPages:
    """A bare 405 to a person's browser becomes a page with a way back; its ``Allow`` stays. The API answers for itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code != HTTPStatus.METHOD_NOT_ALLOWED
            or response.content
            or not request.accepts("text/html")
        ):
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response.get("Allow", "")
        return page
