"""The admin site: reference data for the secretariat and looking for administrators, behind our own login."""

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from clusters.models import DigestMail


class OfficeSite(AdminSite):
    """Who may enter at all; what they may do there is said by each ModelAdmin (``clusters.admin_access``)."""

    site_header = "Data rujukan RAN PPTPPO"
    site_title = "Data rujukan RAN PPTPPO"
    index_title = "Data rujukan"
    index_template = "admin/office_index.html"

    def index(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> TemplateResponse:
        """With how many of the daily mails no server took: nobody else would hear of it."""
        failed = DigestMail.objects.failed().count()
        return super().index(request, {**(extra_context or {}), "failed_mails": failed})

    def has_permission(self, request: HttpRequest) -> bool:
        """National keepers; a region's secretariat has no reference data of its own."""
        user = request.user
        return user.is_authenticated and user.is_staff and user.organization.region_id is None

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """One login for the whole site, with its lock-out."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or "/admin/")

    def logout(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")
