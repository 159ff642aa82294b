"""Load regions, organizations, clusters and their roles from the files of clusters/reference."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusters.reference_data import FOLDER, load_reference
from ranpptppo.lib.reference_files import ReferenceFileError


class Command(BaseCommand):
    help = "Memuat data rujukan: wilayah, instansi, klaster, dan peran klaster. Boleh diulang."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER, help="folder berisi berkas CSV")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            counts = load_reference(options["folder"])
        except ReferenceFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wilayah        {counts.regions}")
        self.stdout.write(f"Instansi       {counts.organizations}")
        self.stdout.write(f"Nama instansi  {counts.names}")
        self.stdout.write(f"Suksesi        {counts.successions}")
        self.stdout.write(f"Klaster        {counts.clusters}")
        self.stdout.write(f"Peran klaster  {counts.cluster_roles}")
