"""Words by which a docket text says that a paper is sealed, or was heard without the other side. Pure."""

import re

# `_` parts words in the types of some courts ("Sealed_Motion"). "Selected parties" and "court users" are those to whom
# CM/ECF itself narrows a document. "Unsealed" speaks of what is open again.
SEALED = re.compile(
    r"(?<![A-Za-z])sealed(?![A-Za-z])|(?<![A-Za-z])under[ _-]?seal\b"
    r"|\bonly (?:available|accessible|viewable) (?:to|by)\b"
    r"|\brestricted (?:document|entry|filing|access)\b|\baccess (?:is )?restricted\b|\bselected parties\b"
    r"|\bcourt users only\b|\bnot (?:available|accessible|viewable) (?:to|by) the (?:general )?public\b",
    re.IGNORECASE,
)
EX_PARTE = re.compile(r"(?<![A-Za-z])ex[ _-]?parte(?![A-Za-z])", re.IGNORECASE)


def is_sealed(text: str) -> bool:
    """Whether a text speaks of something sealed or ex parte, perhaps only of the paper that it answers."""
    return bool(SEALED.search(text) or EX_PARTE.search(text))
