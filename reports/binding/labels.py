"""Page numbers as they are printed."""

ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def roman_page(number: int) -> str:
    """i, ii, iii, iv: the numbers of pages before the first chapter."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text
