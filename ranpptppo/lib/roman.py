"""Roman numerals: of chapters, and in small letters of the pages before the first."""

LETTERS = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """I, II, III, IV; nothing for 0."""
    text = ""
    for value, letters in LETTERS:
        text += letters * (number // value)
        number %= value
    return text
