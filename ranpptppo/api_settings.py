"""The API: read only, who may ask, how it answers and how it is described (ranpptppo.settings takes both)."""

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "ranpptppo.lib.api_errors.answer_error",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",  # first: it makes the answer to strangers 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "ranpptppo.lib.api_pages.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["ranpptppo.lib.api_limits.PerPerson"],
    "DEFAULT_METADATA_CLASS": None,  # the schema says what it would, in Indonesian
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "API RAN PPTPPO",
    "DESCRIPTION": "Hanya baca. Galat dijawab {detail}: 401 belum masuk, 404 tidak ada atau tidak terlihat, 429 terlalu sering.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "ENUM_NAME_OVERRIDES": {
        "MeasurementStateEnum": "actions.enums.MeasurementState",
        "ProgressStateEnum": "actions.enums.ReportState",
        "RenderStateEnum": "reports.enums.RenderState",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
