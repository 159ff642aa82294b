"""Whoever logged in with a password that somebody else has seen sets an own one first."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from clusters.models import User

ALLOWED = frozenset({"account_change_password", "account_logout", "healthz", "readyz"})


class PasswordChangeMiddleware:
    """Sends people whose password the secretariat has reset to the page where they choose their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not user.must_change_password:
            return None
        if request.resolver_match and request.resolver_match.url_name in ALLOWED:
            return None
        return redirect("account_change_password")
