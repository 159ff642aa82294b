"""Dashboards as plain data: what each page shows, for its spreadsheet, its brief and a saved view of it.

One function a page (``pages.PAGES``) answers a ``Screen`` from the same summaries that the page itself shows.
"""
