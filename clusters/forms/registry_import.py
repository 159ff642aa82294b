"""Choosing a file of the registry of regions."""

from __future__ import annotations

from typing import Any

from clusters.forms.account_import import AccountFileForm


class RegistryFileForm(AccountFileForm):
    """Of the same kinds and size as a file of accounts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "Berkas registri"
