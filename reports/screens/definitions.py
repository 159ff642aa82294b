"""What the words on a dashboard mean, as the plan counts them."""

from __future__ import annotations

from clusters.models import Plan
from ranpptppo.lib.formats import number
from reports.screens.words import Words


def definitions(plan: Plan) -> Words:
    """What the figures mean, as the plan counts them."""
    achieved, attention = number(plan.threshold_achieved), number(plan.threshold_attention)
    return [
        (
            "Skor",
            (
                "Rata-rata skor aksi dalam rencana menurut bobotnya. Skor aksi ialah rata-rata capaian indikatornya, "
                "masing-masing paling tinggi 100; indikator bertarget yang lewat batas waktu tanpa laporan dihitung 0."
            ),
        ),
        (
            "Capaian",
            (
                "Realisasi dibanding target, dalam persen. Sebelum semua periode tahun itu masuk, target dihitung sebanding "
                "dengan periode yang sudah jatuh tempo dan capaiannya ditandai sementara."
            ),
        ),
        (
            "Status",
            (
                f"Tercapai mulai {achieved}, perlu perhatian mulai {attention}, di bawahnya tertinggal. Belum lapor: lewat "
                "batas waktu tanpa laporan. Menunggu verifikasi: sudah dilaporkan, belum diperiksa; tidak masuk skor."
            ),
        ),
        ("Kelengkapan", "Laporan yang masuk dibanding laporan yang sudah jatuh tempo."),
        (
            "Tepat waktu",
            (
                "Laporan yang pertama kali masuk sebelum batas waktu dibanding yang jatuh tempo; periode yang diisi surut "
                "tidak dinilai, dan tepat waktu dengan perpanjangan dihitung tersendiri."
            ),
        ),
        ("Serapan", "Jumlah realisasi dibanding jumlah pagu. Rupiah ditulis utuh; realisasi dihitung sejak 1 Januari."),
        ("Sel kosong", "Tidak ada nilai. Angka 0 berarti nilainya memang nol."),
        ("Nama instansi", "Sebagaimana berlaku pada 31 Desember tahun yang ditampilkan."),
    ]
