"""The four parts of a cluster's narrative, and copying a reported text into one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from actions.models import ClusterNarrative, NarrativeRound
from ranpptppo.lib.typed_text import TypedText

LONGEST = 20_000
SAVED = "saved"
PARTS = {
    "achievement": ("Capaian", "Yang dicapai klaster pada periode ini."),
    "good_practice": ("Praktik baik", "Yang berhasil dan dapat ditiru."),
    "obstacle": ("Kendala", "Yang menghambat, dan sejak kapan."),
    "follow_up": ("Tindak lanjut dan rekomendasi", "Yang akan dilakukan, oleh siapa, dan paling lambat kapan."),
}


def _area(label: str, hint: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 6})
    return TypedText(label=label, help_text=hint, max_length=LONGEST, required=False, widget=widget)


class ClusterNarrativeForm(forms.Form):
    """``seen``: the version that the writer started from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    achievement = _area(*PARTS["achievement"])
    good_practice = _area(*PARTS["good_practice"])
    obstacle = _area(*PARTS["obstacle"])
    follow_up = _area(*PARTS["follow_up"])

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ClusterNarrative.TEXT_FIELDS}

    def parts(self, sources: Iterable[NarrativeRound], saved: ClusterNarrative | None) -> list[dict[str, Any]]:
        """Each field with what stands beside it: the reported texts, and the saved one where it differs."""
        rows = list(sources)
        parts = []
        for name in ClusterNarrative.TEXT_FIELDS:
            field, held = self[name], getattr(saved, name, "")
            beside = [_Source(f"{name}:{row.pk}", _said_by(row), getattr(row, name)) for row in rows]
            if saved is not None and held != str(field.value() or "").strip():
                beside.insert(0, _Source(f"{name}:{SAVED}", f"Tersimpan, versi {saved.version}", held, is_saved=True))
            parts.append({"field": field, "sources": [source for source in beside if source.text.strip()]})
        return parts


@dataclass(frozen=True, slots=True)
class _Source:
    """A text that can be copied: ``key`` is ``part:round`` or ``part:saved``."""

    key: str
    who: str
    text: str
    is_saved: bool = False


def _said_by(row: NarrativeRound) -> str:
    return f"{row.organization_name}, aksi {row.action.number or 'di luar RAN'}"  # type: ignore[attr-defined]


def initial_of(saved: ClusterNarrative | None) -> dict[str, Any]:
    return {"seen": saved.version if saved else 0, **(saved.texts() if saved else {})}


def with_copied(
    typed: Mapping[str, Any], key: str, sources: Iterable[NarrativeRound], saved: ClusterNarrative | None
) -> dict[str, Any]:
    """What was typed, with the text ``key`` put beneath its part; nothing is overwritten.

    An unknown key copies nothing.
    """
    data = {field: typed.get(field, "") for field in ("seen", *ClusterNarrative.TEXT_FIELDS)}
    name, _, wanted = key.partition(":")
    if name not in ClusterNarrative.TEXT_FIELDS:
        return data
    texts = {str(row.pk): f"{row.organization_name}: {getattr(row, name).strip()}" for row in sources}  # type: ignore[attr-defined]
    texts[SAVED] = getattr(saved, name, "")
    text = texts.get(wanted, "")
    if text:
        data[name] = f"{data[name].rstrip()}\n\n{text}".lstrip()
    return data
