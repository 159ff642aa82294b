"""Writing the narrative of a cluster: each save is a version of its own, and nobody's text is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from actions.models import ClusterNarrative, ReportingPeriod
from clusters.models import Cluster, User


class NarrativeChanged(Exception):
    """Somebody saved another version since this one was opened; ``current`` is what holds now."""

    def __init__(self, current: ClusterNarrative) -> None:
        self.current = current
        super().__init__(
            f"{current.written_by.name} menyimpan versi lain sementara Anda menulis. "
            "Kedua tulisan ada di bawah ini: gabungkan atau pilih, lalu simpan lagi."
        )


class NarrativeRefused(Exception):
    """The narrative cannot be saved; the message says why."""


@transaction.atomic
def write_cluster_narrative(
    *,
    cluster: Cluster,
    period: ReportingPeriod,
    texts: Mapping[str, str],
    seen: int,
    by: User,
    at: datetime | None = None,
) -> ClusterNarrative:
    """Append a version. ``seen``: the version the writer started from (0: none).

    The same texts again are no new version. Raises :class:`NarrativeChanged`, :class:`NarrativeRefused`.
    """
    held = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    chosen = {name: texts.get(name, "").strip() for name in ClusterNarrative.TEXT_FIELDS}
    versions = ClusterNarrative.objects.filter(cluster=cluster, period=held).select_related("written_by")
    current = versions.order_by("-version").first()
    if current is not None and current.texts() == chosen:
        return current
    if current is not None and current.version != seen:
        raise NarrativeChanged(current)
    if held.locked_at is not None:
        raise NarrativeRefused("Periode ini sudah dikunci, sehingga narasinya tidak dapat diubah lagi.")
    if not any(chosen.values()):
        raise NarrativeRefused("Isi sekurang-kurangnya satu bagian.")
    return ClusterNarrative.objects.create(
        cluster=cluster,
        period=held,
        version=current.version + 1 if current else 1,
        organization=by.organization,
        written_at=at or timezone.now(),
        written_by=by,
        **chosen,
    )
