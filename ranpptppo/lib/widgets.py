"""Inputs that forms of all apps share."""

from django import forms


def day_input() -> forms.DateInput:
    """A day, in the browser's own calendar; a new one for each field, which may change its attributes."""
    return forms.DateInput(attrs={"type": "date", "class": "input-short"}, format="%Y-%m-%d")
