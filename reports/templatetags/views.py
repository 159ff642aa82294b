"""Tags of the tools beside a dashboard's title: ``{% load views %}``."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.urls import reverse

from reports.choice import Choice
from reports.screens.screen import query_of

register = template.Library()


@register.simple_tag
def view_address(name: str, request: HttpRequest, choice: Choice | None) -> str:
    """The address called ``name`` for the dashboard that is shown, with its filters. choice: None of a page about no plan."""
    page = request.path_info.strip("/")
    return f"{reverse(name, args=[page] if page else [])}?{query_of(choice, request.GET)}"
