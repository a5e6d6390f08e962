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
_LISTED = (2, 3)
# Greater than whatever a word may go on with; and the least that may follow a whole word, which is no part of any.
_BEYOND, _AFTER = "\U0010ffff", "\x01"


def expression(store: Store, term: Term) -> str:
    """The term for FTS5, as one that must be there."""
    asked = to_fts5((Term(term.words, term.prefix, minus=False),))[0] or ""
    if not term.prefix or len(term.words) > 1 or len(term.words[0]) in _LISTED:
        return asked
    found = list(_one_letter(store, term.words[0]) if len(term.words[0]) == 1 else _words(store, term.words[0]))
    return f"({' OR '.join(found)})" if 0 < len(found) <= _MOST else asked


def _words(store: Store, begin: str) -> Iterator[str]:
    """Every word that begins so, quoted; at most one more than may be asked for."""
    at = begin
    for _ in range(_MOST + 1):
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
