"""The component gallery: templates/gallery.html with sample data.

``python -m tests.gallery 8102`` serves it and the error pages (/gallery/404/) on that port, for looking at them.
"""

import sys
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import make_server

import django
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from actions.enums import EventKind, ReportState, Status

COUNTS = {
    "achieved": 21,
    "attention": 9,
    "behind": 6,
    "unreported": 7,
    "awaiting": 3,
    "no_data": 2,
    "not_applicable": 1,
    "not_yet": 4,
    "no_target": 5,
}
COLUMNS = ("text", "lead", "unit", "target", "actual", "achievement", "status")
ROWS = (
    ("Jumlah desa yang menerima sosialisasi", "Kemendes PDT", "desa", "1200", "1234.5", "102.88", "achieved"),
    ("Persentase calon pekerja migran yang dibekali", "BP2MI", "persen", "80", "54.2", "67.75", "attention"),
    ("Jumlah provinsi dengan gugus tugas aktif", "Kemendagri", "provinsi", "38", "12", "31.58", "behind"),
    ("Jumlah modul pelatihan yang diperbarui", "Kemendikbudristek", "modul", "4", None, None, "unreported"),
)


class SampleForm(forms.Form):
    value = forms.CharField(
        label="Jumlah desa",
        help_text="Yang selesai dalam Triwulan IV saja. Koma untuk desimal, misalnya 1.234,5.",
        max_length=4,
    )
    note = forms.CharField(label="Kendala", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.ChoiceField(
        label="Alasan pengembalian",
        choices=[("", "Pilih alasan"), ("evidence", "Data dukung belum lengkap")],
    )
    state = forms.ChoiceField(
        label="Keadaan",
        help_text="Pilih angka hanya bila datanya sudah ada.",
        choices=[("value", "Angka"), ("no_data", "Belum ada data"), ("not_applicable", "Tidak berlaku")],
        widget=forms.RadioSelect,
    )
    evidence = forms.FileField(
        label="Data dukung", help_text="PDF, JPG, atau PNG, paling besar 20 MB. Jangan unggah data pribadi korban."
    )
    agreed = forms.BooleanField(label="Angka sudah diperiksa terhadap data dukung")


def sample_context() -> dict[str, Any]:
    """Everything the gallery shows; ``plan`` is an example plan."""
    plans = [
        SimpleNamespace(pk=1, short_title="RAN PPTPPO 2020–2024", is_example=True),
        SimpleNamespace(pk=2, short_title="Antar-rencana 2025", is_example=True),
    ]
    return {
        "plans": plans,
        "plan": plans[0],
        "years": range(2020, 2025),
        "score": Decimal("72.4"),
        "counts": COUNTS,
        "rows": [dict(zip(COLUMNS, row, strict=True)) for row in ROWS],
        "tabs": [
            SimpleNamespace(label="Indikator", url="?t=0", is_current=True, count=58),
            SimpleNamespace(label="Anggaran", url="?t=1", is_current=False, count=None),
            SimpleNamespace(label="Riwayat", url="?t=2", is_current=False, count=12),
        ],
        "page": Paginator(range(420), 50).page(4),
        "statuses": list(Status),
        "states": list(ReportState),
        "tasks": sample_tasks(),
        "facts": [
            ("Nomor", "1.2.3"),
            ("Penanggung jawab", "Kementerian Desa, Pembangunan Daerah Tertinggal, dan Transmigrasi"),
            SimpleNamespace(label="Bobot", value="1", url="#isi", link="Ubah"),
        ],
        "events": sample_events(),
        "form": SampleForm({"value": "1,2,3", "state": "x", "note": "Anggaran baru cair pada Oktober."}, {}),
    }


def sample_tasks() -> list[dict[str, str]]:
    return [
        {
            "title": "Isi Triwulan IV 2024: Pencegahan",
            "url": "#isi",
            "hint": "Batas 15 Jan 2025, 3 hari lagi",
            "state": "draft",
        },
        {
            "title": "Perbaiki Triwulan III 2024: Penegakan Hukum",
            "url": "#isi",
            "hint": "Dikembalikan 2 Jan 2025: data dukung belum lengkap",
            "state": "returned",
        },
        {
            "title": "Serah terima penugasan Kemenkumham",
            "url": "#isi",
            "hint": "12 aksi",
            "label": "Perlu tindakan",
            "tone": "danger",
            "symbol": "exclamation-triangle-fill",
        },
    ]


def sample_events() -> list[SimpleNamespace]:
    kinds = [
        (EventKind.VERIFY, "Rina Wulandari", ""),
        (EventKind.RETURN, "Rina Wulandari", "Angka desa belum sesuai rekap kehadiran.\nMohon unggah rekapnya."),
        (EventKind.ENDORSE, "Budi Santoso", ""),
        (EventKind.SUBMIT, "Siti Aminah", ""),
        (EventKind.CREATE, "", ""),
    ]
    return [
        SimpleNamespace(
            kind=kind,
            get_kind_display=kind.label,
            at=datetime(2025, 1, 20 - number, 3, 15, tzinfo=UTC),
            by=by,
            by_name=f"Plh. {by}" if kind == EventKind.ENDORSE else by,
            note=note,
        )
        for number, (kind, by, note) in enumerate(kinds)
    ]


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery.html", sample_context())


@login_not_required
def error(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"{name}.html")


urlpatterns = [
    path("gallery/", gallery, name="gallery"),
    path("gallery/<slug:name>/", error),
    path("", include("ranpptppo.urls")),
]


def serve(port: int) -> None:
    settings.ROOT_URLCONF = "tests.gallery"
    django.setup()
    with make_server("127.0.0.1", port, get_wsgi_application()) as server:
        server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
