"""How long a worker may hold what it prints without a sign of life."""

from datetime import timedelta

LEASE = timedelta(minutes=3)  # longer than any step, each of which renews it; so long a killed worker's work waits


class LeaseLost(Exception):
    """Another worker took the rendering over, or it was given up: what this worker made counts no more."""
