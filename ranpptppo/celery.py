"""The Celery application: `celery -A ranpptppo worker`."""

import importlib
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranpptppo.settings")

app = Celery("ranpptppo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_the_sites_logging(**kwargs: Any) -> None:
    """Worker and beat log as settings.LOGGING says; having a receiver keeps Celery from changing it."""


@worker_process_init.connect
def load_weasyprint(**kwargs: Any) -> None:
    """Load WeasyPrint when a worker process starts; web processes never carry its 60 MB."""
    importlib.import_module("weasyprint")


@worker_ready.connect
def take_up_what_was_left(**kwargs: Any) -> None:
    """A worker that starts first takes up the reports and the evidence that a killed one left half done."""
    app.send_task("reports.take_up_abandoned")
    app.send_task("actions.take_up_evidence")
