"""The first administrator of a new site; everybody else is invited from the page *Pengguna*."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string

from clusters.enums import Role
from clusters.models import Organization, User

PASSWORD_LENGTH = 16


class Command(BaseCommand):
    help = "Membuat administrator pertama dan mencetak kata sandi sementaranya, yang wajib diganti saat masuk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="nama lengkap")
        parser.add_argument("--organization", required=True, help="kode instansi, misalnya POLRI")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(code=options["organization"].upper()).first()
        if organization is None:
            raise CommandError(f"Tidak ada instansi berkode {options['organization']}; muat dahulu load_reference.")
        password = get_random_string(PASSWORD_LENGTH)
        try:
            user = User.objects.create_user(
                options["email"],
                password,
                name=options["name"],
                organization=organization,
                role=Role.ADMIN,
                must_change_password=True,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Administrator {user.email} dibuat. Kata sandi sementara: {password}")
