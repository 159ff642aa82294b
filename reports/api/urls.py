"""Addresses of the API, its schema and its documentation page."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from reports.api import views

router = SimpleRouter()
router.register("plans", views.PlanViewSet, basename="api-plan")
router.register("clusters", views.ClusterViewSet, basename="api-cluster")
router.register("actions", views.ActionViewSet, basename="api-action")
router.register("indicators", views.IndicatorViewSet, basename="api-indicator")
router.register("progress-reports", views.ProgressReportViewSet, basename="api-progress-report")
router.register("reports", views.ReportViewSet, basename="api-report")

# Swagger styles its page inline; only this address allows it.
documentation = csp_update({"style-src": [UNSAFE_INLINE]})(SpectacularSwaggerSplitView.as_view(url_name="api-schema"))

urlpatterns = [
    path("national/", views.NationalView.as_view(), name="api-national"),
    path("reports/<int:pk>/file/", views.ReportFileView.as_view(), name="api-report-file"),
    path("reports/<int:pk>/files/<int:number>/", views.ReportVolumeView.as_view(), name="api-report-volume"),
    path("reports/<int:pk>/files/<int:number>/signed/", views.SignedFileView.as_view(), name="api-report-signed"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", documentation, name="api-docs"),
    path("", include(router.urls)),
]
