"""Long lists that one searches by name or code: static/js/choose.js; before it arrives, typing a code jumps to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms

from clusters.enums import RegionLevel
from clusters.models import Region

SEARCHED = {"data-search": "nama atau kode"}

if TYPE_CHECKING:
    RegionChoice = forms.ModelChoiceField[Region]
else:
    RegionChoice = forms.ModelChoiceField


def searched() -> forms.Select:
    return forms.Select(attrs=SEARCHED)


class RegionField(RegionChoice):
    """Regions with their codes first."""

    widget = forms.Select(attrs=SEARCHED)

    def label_from_instance(self, region: Any) -> str:
        return f"{region.code} {region.name}"


def province_choices(regions: Iterable[Region]) -> list[tuple[str, str]]:
    """By code; the empty choice first."""
    provinces = (one for one in regions if one.level == RegionLevel.PROVINCE)
    return [("", "Semua"), *((one.code, f"{one.code} {one.name}") for one in provinces)]
