"""The plan matrix: a spreadsheet of indicators becomes actions, indicators, targets and assignments.

reading: sheet → rows and problems (no database) · comparing: rows against the plan → a preview ·
applying: the preview → the database, all or nothing. Rules: docs/calculation.md, "The matrix file".
"""
