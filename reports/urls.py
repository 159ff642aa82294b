"""Addresses of the app ``reports``, the pages that read all three apps among them."""

from django.urls import URLPattern, URLResolver, path

from reports.views import reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", reports.report_list, name="report-list"),
    path("reports/request/", reports.report_request, name="report-request"),
    path("reports/<int:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<int:pk>/download/", reports.report_download, name="report-download"),
    path("reports/<int:pk>/repeat/", reports.report_repeat, name="report-repeat"),
]
