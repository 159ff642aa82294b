"""Pemberitahuan: what happened that concerns a person."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from clusters.models import Notification
from clusters.requests import PersonalRequest

ROWS_PER_PAGE = 50


@require_safe
def notification_list(request: PersonalRequest) -> HttpResponse:
    """All, or with ``?show=unread`` what still wants to be read."""
    only_unread = request.GET.get("show") == "unread"
    mine = Notification.objects.filter(user=request.user)
    unread = mine.unread().count()
    shown = mine.unread() if only_unread else mine
    page = Paginator(shown.newest_first(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    address = reverse("notification-list")
    tabs = [
        {"label": "Semua", "url": address, "is_current": not only_unread, "count": None},
        {"label": "Belum dibaca", "url": f"{address}?show=unread", "is_current": only_unread, "count": unread},
    ]
    context = {"page": page, "unread": unread, "only_unread": only_unread, "tabs": tabs}
    return render(request, "clusters/notification_list.html", context)


@require_POST
def notification_read(request: PersonalRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it points."""
    notification = get_object_or_404(request.user.notifications, pk=pk)
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    if url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None):
        return redirect(notification.url)
    return redirect("notification-list")


@require_POST
def notification_read_all(request: PersonalRequest) -> HttpResponse:
    request.user.notifications.filter(read_at__isnull=True).update(read_at=timezone.now())
    return redirect("notification-list")
