"""How long a worker may hold what it prints without a sign of life."""

from datetime import timedelta

LEASE = timedelta(minutes=3)  # longer than any step, each of which renews it; so long a killed worker's work waits

CHECK_SECONDS = 5 * 60  # after which the check of a signed copy is stopped; one of 345 pages takes a few
CHECK_LEASE = timedelta(seconds=CHECK_SECONDS + 120)  # nothing renews it: it outlives the task


class LeaseLost(Exception):
    """Another worker took the rendering over, or it was given up: what this worker made counts no more."""
