"""Addresses of the app ``actions``: object before verb, one verb one address."""

from django.urls import path

from actions.views import handover, periods, plan_import

urlpatterns = [
    path("plans/create/", plan_import.plan_create, name="plan-create"),
    path("plans/import/", plan_import.plan_import, name="plan-import"),
    path("plans/import/preview/", plan_import.plan_import_preview, name="plan-import-preview"),
    path("plans/import/confirm/", plan_import.plan_import_confirm, name="plan-import-confirm"),
    path("periods/", periods.period_list, name="period-list"),
    path("periods/plans/<int:plan_id>/create/", periods.period_create, name="period-create"),
    path("periods/<int:pk>/extend/", periods.period_extend, name="period-extend"),
    path("periods/<int:pk>/lock/", periods.period_lock, name="period-lock"),
    path("hand-over/", handover.hand_over, name="hand-over"),
    path("hand-over/organizations/<int:pk>/", handover.hand_over_organization, name="hand-over-organization"),
    path("hand-over/organizations/<int:pk>/preview/", handover.hand_over_preview, name="hand-over-preview"),
    path("hand-over/organizations/<int:pk>/confirm/", handover.hand_over_confirm, name="hand-over-confirm"),
    path("hand-over/roles/<int:pk>/", handover.hand_over_role, name="hand-over-role"),
]
