"""Stands in INSTALLED_APPS for ``django.contrib.admin``: the admin with our own site."""

from django.contrib.admin.apps import AdminConfig


class OfficeConfig(AdminConfig):
    default_site = "ranpptppo.admin_site.OfficeSite"
