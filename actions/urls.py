"""Addresses of the app ``actions``: object before verb, one verb one address."""

from django.urls import path

from actions.views import (
    activities,
    entry,
    evidence,
    handover,
    periods,
    plan_import,
    progress,
    tasks,
    verification,
    workflow,
)

urlpatterns = [
    path("tasks/", tasks.task_list, name="task-list"),
    path("progress/", entry.progress_list, name="progress-list"),
    path("progress/entry/<int:period_id>/", entry.progress_entry, name="progress-entry"),
    path("progress/entry/<int:period_id>/open/", entry.progress_open, name="progress-open"),
    path("progress/entry/<int:period_id>/submit/", entry.progress_submit, name="progress-submit"),
    path("progress/<int:pk>/", progress.progress_detail, name="progress-detail"),
    path("progress/<int:pk>/withdraw/", workflow.progress_withdraw, name="progress-withdraw"),
    path("progress/<int:pk>/endorse/", workflow.progress_endorse, name="progress-endorse"),
    path("progress/<int:pk>/return/", workflow.progress_return, name="progress-return"),
    path("progress/<int:pk>/verify/", workflow.progress_verify, name="progress-verify"),
    path("progress/<int:pk>/reopen/", workflow.progress_reopen, name="progress-reopen"),
    path("progress/<int:pk>/evidence/", evidence.evidence_upload, name="evidence-upload"),
    path("evidence/<int:pk>/", evidence.evidence_download, name="evidence-download"),
    path("evidence/<int:pk>/withdraw/", evidence.evidence_withdraw, name="evidence-withdraw"),
    path("verification/", verification.verification_list, name="verification-list"),
    path("activities/add/", activities.activity_add, name="activity-add"),
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
