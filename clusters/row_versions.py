"""Which state of a row somebody looked at, told by its history, so that no correction undoes another one unseen."""

from __future__ import annotations

from typing import Any

from ranpptppo.lib.formats import datetime_short


class ChangedMeanwhile(Exception):
    """Somebody corrected the row after it was shown; nothing was written. ``version``: of the row as it is now."""

    def __init__(self, latest: Any) -> None:
        self.version = int(latest.history_id)
        by = latest.history_user.name if latest.history_user else "sistem"
        super().__init__(
            f"Sejak halaman ini dibuka, catatan ini diubah oleh {by} ({datetime_short(latest.history_date)}). "
            "Bandingkan isian di bawah dengan riwayatnya, lalu simpan sekali lagi bila masih perlu."
        )


def version_of(row: Any) -> int:
    """Of a saved row with a history; 0 where nothing is recorded about it yet."""
    latest = row.history.first() if row.pk else None
    return int(latest.history_id) if latest is not None else 0


def refuse_changed(row: Any, seen: int | None) -> None:
    """``seen``: the version that was shown; None: nobody looked. Raises :class:`ChangedMeanwhile`.

    The caller holds a lock under which the row is corrected.
    """
    latest = row.history.first() if row.pk else None
    if seen is not None and latest is not None and latest.history_id != seen:
        raise ChangedMeanwhile(latest)
