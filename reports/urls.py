"""Addresses of the app ``reports``, the pages that read all three apps among them."""

from django.urls import URLPattern, URLResolver, include, path

from reports.views import (
    actions,
    clusters,
    dashboards,
    documents,
    letters,
    organizations,
    receipts,
    reports,
    search,
    situation,
    tokens,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboards.home, name="home"),
    path("search/", search.search, name="search"),
    path("matrix/", dashboards.matrix, name="matrix"),
    path("clusters/", clusters.cluster_list, name="cluster-list"),
    path("clusters/<int:number>/", clusters.cluster_detail, name="cluster-detail"),
    path("organizations/", organizations.organization_list, name="organization-list"),
    path("organizations/<path:code>/", organizations.organization_detail, name="organization-detail"),
    path("situation/", situation.situation, name="situation"),
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
    path("documents/<int:pk>/", documents.document_detail, name="document-detail"),
    path("documents/<int:pk>/download/", documents.document_download, name="document-download"),
    path("documents/<int:pk>/repeat/", documents.document_repeat, name="document-repeat"),
    path("progress/<int:pk>/form/", documents.form_request, name="form-request"),
    path("progress/<int:pk>/receipt/", receipts.receipt_request, name="receipt-request"),
    path("receipts/", receipts.receipt_find, name="receipt-find"),
    path("receipts/<str:code>/", receipts.receipt_check, name="receipt-check"),
    path("letters/reminders/", letters.letter_list, name="letter-list"),
    path("letters/reminders/write/", letters.letter_write, name="letter-write"),
]
