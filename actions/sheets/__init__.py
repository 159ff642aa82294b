"""The form of a period as a spreadsheet: what it shows (form), writing it, reading it back, and comparing.

What is written where is said once, in ``columns``; ``actions.services.entry_sheet`` applies what a person confirmed.
"""
