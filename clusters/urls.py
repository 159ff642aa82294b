"""Addresses of the app ``clusters``: people, invitations, the own profile, notifications."""

from django.urls import URLPattern, URLResolver, path

from clusters.views import (
    account_imports,
    acting,
    invitations,
    notifications,
    profile,
    region_roles,
    registry,
    registry_import,
    users,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("users/", users.user_list, name="user-list"),
    path("users/invite/", users.user_invite, name="user-invite"),
    path("users/import/", account_imports.account_import, name="account-import"),
    path("users/import/template/", account_imports.account_import_template, name="account-import-template"),
    path("users/import/preview/", account_imports.account_import_preview, name="account-import-preview"),
    path("users/import/confirm/", account_imports.account_import_confirm, name="account-import-confirm"),
    path("users/import/<int:pk>/", account_imports.account_import_detail, name="account-import-detail"),
    path("users/import/<int:pk>/retry/", account_imports.account_import_retry, name="account-import-retry"),
    path("users/import/<int:pk>/renew/", account_imports.account_import_renew, name="account-import-renew"),
    path("users/<int:pk>/", users.user_detail, name="user-detail"),
    path("users/<int:pk>/edit/", users.user_edit, name="user-edit"),
    path("users/<int:pk>/move/", users.user_move, name="user-move"),
    path("users/<int:pk>/deactivate/", users.user_deactivate, name="user-deactivate"),
    path("users/<int:pk>/reactivate/", users.user_reactivate, name="user-reactivate"),
    path("users/<int:pk>/reset-password/", users.user_reset_password, name="user-reset-password"),
    path("users/<int:pk>/resend-invitation/", users.user_resend_invitation, name="user-resend-invitation"),
    path("acting-endorsers/", acting.acting_list, name="acting-list"),
    path("acting-endorsers/add/", acting.acting_add, name="acting-add"),
    path("acting-endorsers/<int:pk>/end/", acting.acting_end, name="acting-end"),
    path("registry/", registry.registry_list, name="registry-list"),
    path("registry/import/<slug:kind>/", registry_import.registry_import, name="registry-import"),
    path(
        "registry/import/<slug:kind>/template/",
        registry_import.registry_import_template,
        name="registry-import-template",
    ),
    path(
        "registry/import/<slug:kind>/preview/", registry_import.registry_import_preview, name="registry-import-preview"
    ),
    path(
        "registry/import/<slug:kind>/confirm/", registry_import.registry_import_confirm, name="registry-import-confirm"
    ),
    path("registry/roles/", region_roles.region_role_list, name="region-role-list"),
    path("registry/roles/<int:pk>/<str:code>/", region_roles.region_role_edit, name="region-role-edit"),
    path("registry/<str:code>/", registry.registry_detail, name="registry-detail"),
    path("registry/<str:code>/decrees/record/", registry.decree_record, name="decree-record"),
    path("registry/<str:code>/decrees/none/", registry.no_task_force_record, name="no-task-force-record"),
    path("registry/<str:code>/decrees/<int:pk>/correct/", registry.task_force_correct, name="task-force-correct"),
    path("registry/<str:code>/decrees/<int:pk>/withdraw/", registry.task_force_withdraw, name="task-force-withdraw"),
    path("registry/<str:code>/files/<int:pk>/", registry.decree_download, name="decree-download"),
    path("registry/<str:code>/stages/record/", registry.stage_record, name="stage-record"),
    path("registry/<str:code>/stages/<int:pk>/correct/", registry.stage_correct, name="stage-correct"),
    path("registry/<str:code>/stages/<int:pk>/withdraw/", registry.stage_withdraw, name="stage-withdraw"),
    path("invitations/<str:key>/", invitations.invitation_accept, name="invitation-accept"),
    path("profile/", profile.profile, name="profile"),
    path("notifications/", notifications.notification_list, name="notification-list"),
    path("notifications/read-all/", notifications.notification_read_all, name="notification-read-all"),
    path("notifications/<int:pk>/read/", notifications.notification_read, name="notification-read"),
]
