"""``/api/v1/``: the same rows for the same people, and the same figures as pages and reports."""
