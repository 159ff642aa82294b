"""Addresses of the app ``reports``, the pages that read all three apps among them."""

from django.urls import URLPattern, URLResolver, include, path

from reports.views import actions, clusters, dashboards, reports, search, tokens

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboards.home, name="home"),
    path("search/", search.search, name="search"),
    path("matrix/", dashboards.matrix, name="matrix"),
    path("clusters/", clusters.cluster_list, name="cluster-list"),
    path("clusters/<int:number>/", clusters.cluster_detail, name="cluster-detail"),
    path("actions/", actions.action_list, name="action-list"),
    path("actions/<int:pk>/", actions.action_detail, name="action-detail"),
    path("profile/token/", tokens.api_token, name="api-token"),
    path("profile/token/create/", tokens.api_token_create, name="api-token-create"),
    path("profile/token/revoke/", tokens.api_token_revoke, name="api-token-revoke"),
    path("api/v1/", include("reports.api.urls")),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/request/", reports.report_request, name="report-request"),
    path("reports/<int:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<int:pk>/download/", reports.report_download, name="report-download"),
    path("reports/<int:pk>/repeat/", reports.report_repeat, name="report-repeat"),
]
