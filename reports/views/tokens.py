"""The person's own key to the API: made, shown once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from rest_framework.authtoken.models import Token

from clusters.requests import PersonalRequest


@require_safe
def api_token(request: PersonalRequest) -> HttpResponse:
    token = Token.objects.filter(user=request.user).first()
    return render(request, "reports/api_token.html", {"created_at": token.created if token else None})


@require_POST
@never_cache
def api_token_create(request: PersonalRequest) -> HttpResponse:
    """A new token takes the place of the old one; it is shown on this page only."""
    Token.objects.filter(user=request.user).delete()
    token = Token.objects.create(user=request.user)
    return render(request, "reports/api_token.html", {"created_at": token.created, "key": token.key})


@require_POST
def api_token_revoke(request: PersonalRequest) -> HttpResponse:
    Token.objects.filter(user=request.user).delete()
    messages.success(request, "Token dicabut; aplikasi yang memakainya tidak lagi mendapat data.")
    return redirect("api-token")
