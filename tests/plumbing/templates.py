"""A variable that a template of ours does not know is an error."""

import sys
from pathlib import Path
from typing import Any

OUR_TEMPLATES = str(Path(__file__).resolve().parent.parent.parent / "templates")


class UnknownVariable(str):
    """Django's string_if_invalid: `UnknownVariable % variable` is asked for each unknown variable.

    Templates of packages (the admin's, allauth's) rely on unknown variables being empty, so the
    template being rendered is looked up in the caller, FilterExpression.resolve.
    """

    __slots__ = ()

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: Any) -> str:
        context = sys._getframe(1).f_locals.get("context")
        template = context.render_context.template if context else None
        if template and str(template.origin).startswith(OUR_TEMPLATES):
            raise AssertionError(f"{template.origin}: unknown variable {variable}")
        return ""
