"""Who is not logged in sees only what is listed here: each address of the site is walked."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "admin:login",
    "calendar-feed",
    "healthz",
    "invitation-accept",
    "readyz",
    "report-check",
    "report-find",
}


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address as (name, pattern)."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


def guards_itself(pattern: URLPattern) -> bool:
    """A view of the API answers 401 or 403 by its permissions, which are the settings' unless it says so."""
    view = getattr(pattern.callback, "cls", None)
    classes = getattr(view, "permission_classes", [])
    return bool(classes) and "AllowAny" not in {one.__name__ for one in classes}


def test_no_address_is_open_but_the_listed_ones() -> None:
    opened = {
        name
        for name, pattern in patterns(get_resolver())
        if not getattr(pattern.callback, "login_required", True) and not guards_itself(pattern)
    }
    assert opened == PUBLIC


def test_the_middleware_asks_for_the_login_before_any_view() -> None:
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["rest_framework.permissions.IsAuthenticated"]
