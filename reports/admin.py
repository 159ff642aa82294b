"""Published statistics are kept by the secretariat; issued reports are for looking."""

from __future__ import annotations

from django.contrib import admin
from django.db import models

from clusters.admin_access import KeptAdmin, KeptInline, LookOnlyAdmin
from reports.models import Document, Report, StatisticSeries, StatisticValue


class ValueInline(KeptInline):
    model = StatisticValue
    ordering = ("year",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(StatisticSeries)
class StatisticSeriesAdmin(KeptAdmin):
    list_display = ("title", "organization", "unit", "is_additive")
    list_select_related = ("organization",)
    search_fields = ("title", "organization__code")
    ordering = ("organization__code", "title", "pk")
    autocomplete_fields = ("organization",)
    inlines = (ValueInline,)


@admin.register(Report)
class ReportAdmin(LookOnlyAdmin):
    """The frozen figures and the file are reached from the report's own page."""

    list_display = ("__str__", "plan", "cut_off_on", "state", "requested_at", "requested_by", "pages")
    list_filter = ("kind", "year", "state")
    list_select_related = ("plan", "requested_by")
    ordering = ("-requested_at", "-pk")
    exclude = ("figures", "file")


@admin.register(Document)
class DocumentAdmin(LookOnlyAdmin):
    """What is printed is read on the paper's own page."""

    list_display = ("__str__", "organization", "state", "requested_at", "requested_by", "pages")
    list_filter = ("kind", "state")
    list_select_related = ("organization", "requested_by")
    ordering = ("-requested_at", "-pk")
    exclude = ("context", "file")
