"""Lower courts' docket numbers as the Supreme Court prints them: several at once, most of them cut short. Pure."""

import re

_PARENTHESES = re.compile(r"[()]")
# The front that later numbers leave out: 98- of "98-35309/35509", 99- of "99-1845,-1846", 96-C- of "96-C-235/239".
_FRONT = re.compile(r"(.*-)[0-9A-Za-z]+$")
_SHORT = re.compile(r"-?([0-9]{1,8})")
_SEPARATORS = re.compile(r"\s*(?:[,;/]|\band\b|&)\s*")


def lower_court_numbers(raw: str) -> tuple[str, ...]:
    """`(98-35309/35509)` -> `98-35309`, `98-35509`; `99-1845,-1846` -> `99-1845`, `99-1846`; each number once.

    A first number that is itself cut short stays as printed: what was left out is not guessed.

    >>> lower_court_numbers("(13-55323)")
    ('13-55323',)
    """
    text = " ".join(_PARENTHESES.sub(" ", raw).split())
    found: list[str] = []
    front = ""
    for piece in _SEPARATORS.split(text[:2000]):
        piece = piece.strip(" .")
        if not piece or piece == "-":
            continue
        short = _SHORT.fullmatch(piece)
        if short and front:
            piece = front + short.group(1)
        elif whole := _FRONT.fullmatch(piece):
            front = "" if piece.startswith("-") else whole.group(1)
        if piece not in found:
            found.append(piece)
    return tuple(found)
