"""What a message that came back says: which of our messages it is about, and whether its mailbox is gone. Pure.

RFC 3464 (delivery status notifications), RFC 5965 (complaints), and for mail servers that write neither the detectors
of flufl.bounce. Nothing here keeps an address.
"""

import logging
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from typing import Literal

from flufl.bounce import all_failures

from tracker.text import clip, one_line

# Its detectors fall over what they do not know and log that with a traceback each, which tells an operator nothing.
logging.getLogger("flufl.bounce").disabled = True
BounceKind = Literal["hard", "soft", "complaint"]
LARGEST = 5_000_000
# What a report in no standard form says, it says at its beginning; the message that it quotes may be long.
_HABIT = 64_000
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>,;:\"()]{1,200}@[^\s<>,;:\"()]{1,200}")
# RFC 3463 sections 3.2 and 3.3: the mailbox or its host does not exist, is disabled, or has moved without a word.
_GONE = {("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}


@dataclass(frozen=True, slots=True)
class Bounce:
    """kind: `hard` the mailbox is gone; `soft` it may take mail again; `complaint` its owner called the mail unwanted.

    message_ids: ids of our form that it quotes; why: the server's words without addresses.
    """

    kind: BounceKind
    message_ids: tuple[str, ...]
    why: str


def read_bounce(raw: bytes, domain: str) -> Bounce | None:
    """What came back; None for any other mail, such as an answer from somebody who is away. domain: of our ids."""
    if len(raw) > LARGEST:
        return None
    ours = re.compile(rb"<[0-9a-f]{32}@" + re.escape(domain.encode()) + rb">", re.IGNORECASE)
    ids = tuple(dict.fromkeys(found.decode().lower() for found in ours.findall(raw)))
    try:
        # The newer policy reads address lines with a grammar that takes minutes over some of a few thousand characters.
        message = message_from_bytes(raw, policy=policy.compat32)
        complaint, blocks = _has(message, "message/feedback-report"), _status_blocks(message)
    except (RecursionError, MessageError, ValueError, LookupError, TypeError, AttributeError):
        return None  # no program that reports would write it
    if complaint:
        return Bounce("complaint", ids, "the reader's mail service passed on a complaint")
    failed = [block for block in blocks if str(block.get("action", "")).lower().startswith(("fail", "error"))]
    if failed:
        return Bounce(_kind(failed[0]), ids, _why(failed[0]))
    if any(str(block.get("action", "")).lower().startswith("delay") for block in blocks):
        return Bounce("soft", ids, _why(blocks[-1]))
    if blocks:
        return None  # delivered, relayed or expanded: good news
    return _by_habit(raw, ids)


def _by_habit(raw: bytes, ids: tuple[str, ...]) -> Bounce | None:
    """A report in no standard form. Which code it gives is anybody's guess, so that it is never taken as final."""
    try:
        temporary, permanent = all_failures(message_from_bytes(raw[:_HABIT], policy=policy.compat32))
    except Exception:  # detectors of old habits meet new ones; a report nobody can read is no reason to stop
        return None
    if not temporary and not permanent:
        return None
    return Bounce("soft", ids, "a report in no standard form")


def _has(message: Message, content_type: str) -> bool:
    return any(part.get_content_type() == content_type for part in message.walk())


def _status_blocks(message: Message) -> list[Message]:
    """The per-recipient groups of every delivery report in the message (RFC 3464 section 2.3)."""
    found: list[Message] = []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(payload := part.get_payload(), list):
            found += [block for block in payload if isinstance(block, Message) and "action" in block]
    return found


def _kind(block: Message) -> BounceKind:
    code = _STATUS.search(str(block.get("status", ""))) or _STATUS.search(str(block.get("diagnostic-code", "")))
    gone = code is not None and code[1] == "5" and (code[2], code[3]) in _GONE
    return "hard" if gone else "soft"


def _why(block: Message) -> str:
    words = one_line(str(block.get("diagnostic-code", "")) or str(block.get("status", "")))
    return clip(_ADDRESS.sub("(address)", words), 200)
