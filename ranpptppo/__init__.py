"""Wiring only: settings, addresses, entry points. The Celery app is loaded with the project."""

from ranpptppo.celery import app as celery_app

__all__ = ["celery_app"]
