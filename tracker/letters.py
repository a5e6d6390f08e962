"""The letters we write, each as text and HTML that say the same. One named function a letter.

Reads templates/email; refuses to send anything itself.
"""

import quopri
import re
import textwrap
from dataclasses import dataclass
from functools import cache

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker.config import ROOT, Config, secret_key
from tracker.dates import show_day
from tracker.mail import Letter, sender
from tracker.outputs.digest_model import Digest
from tracker.storage.subscribers import Subscriber
from tracker.subscriptions import Purpose, Settings, describe_period, describe_scope, sign

# Mail readers cut a message near 102 KB of HTML and hide the rest, the way out with it.
LARGEST = 100_000
_CAPS = (400, 200, 100, 60, 40, 25, 15, 8, 4)


@dataclass(frozen=True, slots=True)
class Footer:
    """Why you get this, how to change it, how to leave, who sends it."""

    why: str
    manage_url: str
    leave_url: str
    site_name: str
    public_url: str
    contact: str


def manage_url(config: Config, subscriber: Subscriber) -> str:
    return _url(config, "manage", subscriber)


def leave_url(config: Config, subscriber: Subscriber) -> str:
    """RFC 8058: names the person and the list, and needs no cookie and no sign-in."""
    return _url(config, "leave", subscriber)


def _url(config: Config, purpose: Purpose, subscriber: Subscriber, extra: str = "") -> str:
    token = sign(secret_key(config), purpose, subscriber.subscriber_id, subscriber.salt, extra)
    return f"{config.public_url}/subscribe/{purpose}/{token}"


def digest_letter(
    digest: Digest, settings: Settings, names: dict[str, str], config: Config, leave: str, manage: str, period: str
) -> Letter:
    """A digest, cut until text and HTML together stay under 100 KB. period: `Nov 15 to Nov 22, 2026`."""
    why = f"You get this because you asked for {describe_scope(settings.scope, names)}, {describe_period(settings)}."
    footer = Footer(why, manage, leave, config.site_name, config.public_url, config.contact)
    letter = _cut(digest, _CAPS[0], period, footer, config)
    for most in _CAPS[1:]:
        if _size(letter) < LARGEST:
            break
        letter = _cut(digest, most, period, footer, config)
    return letter


def _cut(digest: Digest, most: int, period: str, footer: Footer, config: Config) -> Letter:
    context = {"digest": digest.capped(most), "period": period, "footer": footer, "demo": config.demo}
    return Letter(
        _subject(config, digest.subject), _text("digest", context), _html("digest", context), footer.leave_url
    )


def _size(letter: Letter) -> int:
    """Bytes on the wire: both parts in quoted-printable, and room for the headers."""
    return 2_000 + sum(len(quopri.encodestring(part.encode())) for part in (letter.text, letter.html))


def confirm_letter(
    subscriber: Subscriber, wanted: Settings, names: dict[str, str], config: Config, extra: str, until: str
) -> Letter:
    """Asks the mailbox whether it really wants this. extra: which request this is; until: `Nov 25, 2026`."""
    context = {
        "url": _url(config, "confirm", subscriber, extra),
        "what": describe_scope(wanted.scope, names),
        "when": describe_period(wanted),
        "until": until,
        "known": subscriber.state == "confirmed",
        "manage_url": manage_url(config, subscriber),
        "site_name": config.site_name,
        "public_url": config.public_url,
        "contact": config.contact,
        "sender": sender(config).addr_spec,
        "demo": config.demo,
    }
    subject = "Change what you follow" if context["known"] else "Confirm your subscription"
    subject = _subject(config, f"{subject}: {config.site_name}")
    return Letter(subject, _text("confirm", context), _html("confirm", context))


def _subject(config: Config, subject: str) -> str:
    return f"[DEMO] {subject}" if config.demo else subject


def _text(name: str, context: dict[str, object]) -> str:
    text = _environment().get_template(f"{name}.txt").render(context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _html(name: str, context: dict[str, object]) -> str:
    return _inliner().inline(_environment().get_template(f"{name}.html").render(context))


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "email"),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined,
    )  # fmt: skip
    found.filters["fill"] = _fill
    found.filters["day"] = show_day
    return found


@cache
def _inliner() -> css_inline.CSSInliner:
    # Rules for dark mode and narrow screens cannot be inlined; they stay in one style element.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _fill(text: str, indent: int = 0, first: str = "") -> str:
    """Lines of at most 74 characters; a web address is never broken."""
    return textwrap.fill(
        text, 74, initial_indent=" " * (indent - len(first)) + first, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
