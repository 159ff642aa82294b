"""Measured, not asserted: ``./dev bench [NAME …]``. Each group prints figures against a floor of the same run."""
