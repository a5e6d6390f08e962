"""Whether a message that looks like a court's notice was sent by that court, as far as a mailbox can tell. Pure.

Two things can be seen: the From line, and what the mailbox's own server found when the message came (the field
Authentication-Results, RFC 8601). Courts sign nothing in the notices that were looked at and publish no DMARC policy
for most hosts; what passes is SPF for the court's own domain. A message forwarded by somebody else fails it.

Answers are sentences without a name or an address in them: they are kept and shown.
"""

import re
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from tracker.papers.common import court_of_host
from tracker.papers.mail import addresses_in

COURTS_DOMAIN = "uscourts.gov"
# Only the head of a message is looked at, and no more than this of it.
MAX_HEAD = 200_000
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)\b(.*)$", re.IGNORECASE | re.DOTALL)
_VALUE = re.compile(r"([a-z.-]+)\s*=\s*([^\s;]+)", re.IGNORECASE)
# A quoted value that is the whole of a value, and in which nothing of the field's own grammar can hide.
_QUOTED = re.compile(r"=\s*\"([^\"\\();]*)\"(?=[\s;]|$)")
# What each method says it has checked: the domain of the From line, of the signature, of the envelope.
_CHECKED = {
    "dmarc": ("header.from",), "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "envelope-from"),
}  # fmt: skip


def head_of(raw: bytes) -> Message:
    """The header fields of a message; an empty message where they cannot be read."""
    head, _, _ = raw[:MAX_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")
    try:
        return BytesHeaderParser(policy=compat32).parsebytes(head + b"\n\n")
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return Message()


def court_that_sent(head: Message) -> str | None:
    """The court of the From line's one address, or None: no court's host, several addresses, no such line.

    Every address in the line must be a court's: a display name may hold one too.
    """
    lines = head.get_all("From", [])
    found = {address.rpartition("@")[2] for line in lines for address in addresses_in(str(line)[:2000])}
    if len(lines) != 1 or len(found) != 1:
        return None
    host = found.pop()
    return court_of_host(f"https://ecf.{host}/") if _of_courts(host) else None


def trouble(head: Message, court_id: str, authserv: str = "") -> str | None:
    """Why a notice of `court_id` is not to be taken without a person, in a sentence; None where nothing speaks
    against it.

    authserv: the name under which the mailbox's own server writes its findings. With it they must be there and good;
    without it the topmost findings count where there are some, since a server adds its own on top.
    """
    sender = court_that_sent(head)
    if sender is None:
        return "it was not sent from an address of a federal court"
    if sender != court_id:
        return "it was sent from the address of another court than the one that it names"
    findings = [str(value)[:8000] for value in head.get_all("Authentication-Results", [])]
    if authserv:
        findings = [value for value in findings if _server(value) == authserv.lower()]
        if not findings:
            return "the mailbox's own server does not say that it checked the sender"
    if findings and not _passed(findings[0]):
        return "the mailbox's server could not confirm that the court sent it"
    return None


def _server(value: str) -> str:
    return (_plain(value) or "").partition(";")[0].strip().partition(" ")[0].lower()


def _plain(value: str) -> str | None:
    """The field without comments and quotes; None where one of them leaves its place.

    What stands before the `@` of an envelope address is the sender's to choose: `"a@dcd.uscourts.gov"@evil.example`, or
    a whole result in quotes. A field that could be read in two ways proves nothing.
    """
    value, before = _QUOTED.sub(lambda found: "=" + re.sub(r"\s+", "_", found[1]), value), ""
    while value != before:
        before, value = value, _COMMENT.sub(" ", value)
    return None if re.search(r"[()\"\\]", value) else value


def _passed(value: str) -> bool:
    """Whether one method passed for a court's own domain, and DMARC did not fail."""
    results: list[tuple[str, str, list[tuple[str, str]]]] = []
    for part in (_plain(value) or "").split(";")[1:]:
        if found := _RESULT.match(part):
            results.append((found[1].lower(), found[2].lower(), []))
        if results:
            # Some servers part what belongs to a result from it: "spf=pass ...; envelope-from=...".
            told = found[3] if found else part
            results[-1][2].extend((name.lower(), said.lower()) for name, said in _VALUE.findall(told))
    if any(method == "dmarc" and result == "fail" for method, result, _ in results):
        return False
    return any(result == "pass" and _for_a_court(method, told) for method, result, told in results)


def _for_a_court(method: str, told: list[tuple[str, str]]) -> bool:
    """Whether the domain that was checked is a court's; if it is told more than once, each time."""
    for name in _CHECKED[method]:
        if domains := [said.rpartition("@")[2] for what, said in told if what == name]:
            return all(_of_courts(domain) for domain in domains)
    return False


def _of_courts(host: str) -> bool:
    return host.lower().endswith("." + COURTS_DOMAIN)
