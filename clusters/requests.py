"""Typing only: a request of somebody who is logged in (LoginRequiredMiddleware lets nobody else reach a view)."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from clusters.models import User


class PersonalRequest(HttpRequest):
    user: User
    htmx: HtmxDetails
