"""Addresses of the app ``reports``, the pages that read all three apps among them."""

from django.urls import URLPattern, URLResolver, path

from reports.views import actions, clusters, dashboards, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboards.home, name="home"),
    path("matrix/", dashboards.matrix, name="matrix"),
    path("clusters/", clusters.cluster_list, name="cluster-list"),
    path("clusters/<int:number>/", clusters.cluster_detail, name="cluster-detail"),
    path("actions/", actions.action_list, name="action-list"),
    path("actions/<int:pk>/", actions.action_detail, name="action-detail"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/request/", reports.report_request, name="report-request"),
    path("reports/<int:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<int:pk>/download/", reports.report_download, name="report-download"),
    path("reports/<int:pk>/repeat/", reports.report_repeat, name="report-repeat"),
]
