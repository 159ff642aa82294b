from django.apps import AppConfig
from django.core.checks import register

from ranpptppo.checks import weasyprint_libraries_are_installed


class RanpptppoConfig(AppConfig):
    name = "ranpptppo"

    def ready(self) -> None:
        register(weasyprint_libraries_are_installed)
