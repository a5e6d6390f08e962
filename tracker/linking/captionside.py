"""The two sides of a caption as folded words, so that courts' ways of writing one party compare. Pure."""

import re

from tracker.captions import case_name

_VERSUS = " v. "
_NOT_WORDS = re.compile(r"[^a-z0-9&]+")
_FRONT = re.compile(r"^(?:the |united states |u s |us )+(?=[a-z])")
_STATE_OF = re.compile(r"^(?:the )?(?:state|commonwealth|people of the state) of (?:the state of )?")


def fold(text: str) -> str:
    """Lower case, words parted by one space: `U.S. Dep't of Labor` -> `u s dep t of labor`."""
    return _NOT_WORDS.sub(" ", text.lower()).strip()


def sides(caption: str) -> tuple[str, str] | None:
    """(plaintiff, defendant), folded, "et al." dropped; None for a caption that is not one party against another."""
    left, versus, right = case_name(caption).partition(_VERSUS)
    found = fold(left), fold(right)
    return found if versus and all(found) else None


def bare(side: str) -> str:
    """A side without the words that one court prints and the next leaves out: `u s department of labor` ->
    `department of labor`, `state of california` -> `california`. The United States alone stays itself.

    >>> bare("the united states department of labor")
    'department of labor'
    """
    side = re.sub(r"^united states of america$", "united states", side)
    if side == "united states":
        return side
    return _STATE_OF.sub("", _FRONT.sub("", side))
