"""Docket text with the words marked that the machine's rules read. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.text import plain


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; labels and rules of the matches that cover it, empty for plain text."""

    text: str
    labels: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def mark(text: str, matches: Iterable[tuple[str, str, int, int, str]]) -> tuple[Piece, ...]:
    """Cut `text` at the edges of the matches (label, rule, start, end, words), which may overlap.

    A match whose words no longer stand at its place is left out: the court may have changed its text since.
    """
    good = [(label, rule, start, end) for label, rule, start, end, words in matches if text[start:end] == words != ""]
    edges = sorted({0, len(text), *(s for _, _, s, _ in good), *(e for _, _, _, e in good)})
    pieces = []
    for start, end in zip(edges, edges[1:], strict=False):
        over = [(label, rule) for label, rule, s, e in good if s <= start and end <= e]
        shown = plain(text[start:end])
        if shown:
            labels, rules = ([x[i] for x in over] for i in (0, 1))
            pieces.append(Piece(shown, tuple(dict.fromkeys(labels)), tuple(dict.fromkeys(rules))))
    return tuple(pieces)
