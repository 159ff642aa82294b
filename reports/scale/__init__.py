"""Synthetic plans of any size from a fixed seed: for ``manage.py load_scale``, the benchmarks and the tests.

Everything happens in them: reports that are missing, late, extended, returned, reopened, filed and not verified,
verified twice; values corrected by the verifier; no_data and not_applicable; revised targets and ceilings; a hand-over in
October 2024; supporters whose figures add up, and others whose figures do not. All of it is marked: plans are examples,
names say "sintetis".
"""
