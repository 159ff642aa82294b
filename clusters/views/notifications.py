"""Pemberitahuan: what happened that concerns a person."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from clusters.requests import PersonalRequest

ROWS_PER_PAGE = 50


@require_safe
def notification_list(request: PersonalRequest) -> HttpResponse:
    notifications = request.user.notifications.order_by("-created_at", "-pk")
    page = Paginator(notifications, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    unread = request.user.notifications.filter(read_at__isnull=True).count()
    return render(request, "clusters/notification_list.html", {"page": page, "unread": unread})


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
