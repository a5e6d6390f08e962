"""What a search for the beginning of a word (`injunct*`) asks of the index of words.

FTS5 has lists for beginnings of two and three letters. For any other it puts the lists of all such words together
before it gives the first event: a second and more, where a million events hold hundreds of them. The same words side
by side are walked from the newest day back, and only as far as somebody wants to see.
"""

from collections.abc import Iterator

from tracker.outputs.search import Term, to_fts5
from tracker.storage.store import Store

# So many words are put side by side at most; FTS5 then does better by itself.
_MOST = 1_000
# So many are found in the time that a page has for it, a tenth of a millisecond each.
_SOON = 100
_LISTED = (2, 3)
# Greater than whatever a word may go on with; and the least that may follow a whole word, which is no part of any.
_BEYOND, _AFTER = "\U0010ffff", "\x01"


def expression(store: Store, term: Term, *, soon: bool = False) -> str:
    """The term for FTS5, as one that must be there. soon: a beginning of many words, which take long to find, stays as
    it is; `spread_out` finds them."""
    asked = to_fts5((Term(term.words, term.prefix, minus=False),))[0] or ""
    if not term.prefix or len(term.words) > 1 or len(term.words[0]) in _LISTED:
        return asked
    return _side_by_side(store, term.words[0], _SOON if soon else _MOST) or asked


def of_many_words(asked: str) -> bool:
    """Whether what `expression` gave is a beginning of a word whose words were not looked for."""
    begin = asked[1:-3]
    return asked.endswith('" *') and " " not in begin and len(begin) not in _LISTED


def spread_out(store: Store, asked: str) -> str:
    """The same, with its words side by side where it is the beginning of many."""
    return of_many_words(asked) and _side_by_side(store, asked[1:-3], _MOST) or asked


def _side_by_side(store: Store, begin: str, most: int) -> str | None:
    found = list(_one_letter(store, begin) if len(begin) == 1 else _words(store, begin, most))
    return f"({' OR '.join(found)})" if 0 < len(found) <= most else None


def _words(store: Store, begin: str, most: int) -> Iterator[str]:
    """Every word that begins so, quoted; at most one more than may be asked for."""
    at = begin
    for _ in range(most + 1):
        word = _next(store, at)
        if word is None or not word.startswith(begin):
            return
        yield f'"{word}"'
        at = word + _AFTER


def _one_letter(store: Store, letter: str) -> Iterator[str]:
    """The letter as a word, and every beginning of two letters that it has."""
    at = letter
    while (word := _next(store, at)) and word.startswith(letter):
        if word == letter:
            yield f'"{letter}"'
            at = letter + _AFTER
        else:
            yield f'"{word[:2]}" *'
            at = word[:2] + _BEYOND


def _next(store: Store, at: str) -> str | None:
    """The first word of the index from `at` on. Its table lists every place of every word: only one may be read."""
    store.execute("create virtual table if not exists temp.event_words using fts5vocab(main, events_fts, instance)")
    word: str | None = store.value("select term from temp.event_words where term >= ? limit 1", [at])
    return word
