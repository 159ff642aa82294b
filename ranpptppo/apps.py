from django.apps import AppConfig
from django.core.checks import register
from django.core.validators import EmailValidator

from ranpptppo.checks import weasyprint_libraries_are_installed

NO_EMAIL = "Tulis alamat surel yang lengkap, misalnya nama@instansi.go.id."


class RanpptppoConfig(AppConfig):
    name = "ranpptppo"

    def ready(self) -> None:
        register(weasyprint_libraries_are_installed)
        EmailValidator.message = NO_EMAIL  # Django's own sentence says "email"; the site says "surel"
