"""Who changed reference data and when; shown in the admin (django-simple-history)."""

from typing import Any

from simple_history.models import HistoricalRecords


class PersonHistory(HistoricalRecords):  # type: ignore[misc]
    """History of people: never the password, and no row for each login."""

    def __init__(self) -> None:
        super().__init__(verbose_name="riwayat pengguna", excluded_fields=["password", "last_login"])

    def post_save(self, instance: Any, created: bool, using: str | None = None, **kwargs: Any) -> None:
        if kwargs.get("update_fields") != frozenset({"last_login"}):
            super().post_save(instance, created, using=using, **kwargs)
