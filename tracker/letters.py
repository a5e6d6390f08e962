"""The letters we write, each as text and HTML that say the same. One named function a letter.

Reads templates/email; refuses to send anything itself.
"""

import quopri
import re
import textwrap
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Protocol

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker.config import ROOT, Config, secret_key
from tracker.dates import show_day
from tracker.mail import Letter, sender
from tracker.outputs.digest_model import Digest, Line, Sheet
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


class Addressee(Protocol):
    """Somebody whom our links name."""

    @property
    def subscriber_id(self) -> int: ...

    @property
    def salt(self) -> str: ...


def manage_url(config: Config, person: Addressee, secret: str = "") -> str:
    """secret: `secret_key(config)`, where it was read before."""
    return _url(config, "manage", person, secret=secret)


def leave_url(config: Config, person: Addressee, secret: str = "") -> str:
    """RFC 8058: names the person and the list, and needs no cookie and no sign-in."""
    return _url(config, "leave", person, secret=secret)


def _url(config: Config, purpose: Purpose, person: Addressee, extra: str = "", secret: str = "") -> str:
    token = sign(secret or secret_key(config), purpose, person.subscriber_id, person.salt, extra)
    return f"{config.public_url}/subscribe/{purpose}/{token}"


def why_line(what: str, settings: Settings) -> str:
    """what: a scope in words."""
    return f"You get this because you asked for {what}, {describe_period(settings)}."


def digest_sheet(digest: Digest, config: Config, mark: str) -> Sheet:
    """A digest for all who are owed it, cut until text and HTML together stay under 100 KB."""
    footer = Footer(f"{mark}why", f"{mark}manage", f"{mark}leave", config.site_name, config.public_url, config.contact)
    sheet = None
    sizes = [[_line_size(line) for line in section.lines[: _CAPS[0]]] for section in digest.sections]
    for most in _CAPS:
        if most > _CAPS[-1] and sum(sum(section[:most]) for section in sizes) > LARGEST:
            continue
        sheet = _sheet(digest.capped(most), mark, footer, config)
        if _size(sheet) < LARGEST:
            break
    assert sheet is not None
    return sheet


def _sheet(digest: Digest, mark: str, footer: Footer, config: Config) -> Sheet:
    places = _Places(mark)
    context = {
        "digest": digest, "period": f"{mark}period", "footer": footer, "demo": config.demo, "lines": places,
    }  # fmt: skip
    return Sheet(
        _subject(config, digest.subject), _text("digest", context), places.fill(_html("digest", context)), mark
    )


class _Places:
    """Styles are inlined into a page with marks where its lines go: a line's own are inlined once, for all pages."""

    def __init__(self, mark: str):
        self._mark = mark
        self._lines: list[Line] = []

    def place(self, lines: tuple[Line, ...]) -> str:
        first = len(self._lines) + 1
        self._lines += lines
        return "\n".join(f"{self._mark}line{number}." for number in range(first, len(self._lines) + 1))

    def fill(self, html: str) -> str:
        pattern = re.compile(re.escape(self._mark) + r"line(\d+)\.")
        return pattern.sub(lambda found: line_html(self._lines[int(found[1]) - 1]), html)


@lru_cache(maxsize=8192)
def line_html(line: Line) -> str:
    html = _environment().get_template("line.html").render(line=line)
    return _inliner().inline_fragment(html, _styles()).strip()


@lru_cache(maxsize=8192)
def line_text(line: Line) -> str:
    return _environment().get_template("line.txt").render(line=line)


@lru_cache(maxsize=8192)
def _line_size(line: Line) -> int:
    """Bytes of a line on the wire, in text and HTML."""
    return sum(len(quopri.encodestring(part.encode())) for part in (line_text(line), line_html(line)))


@cache
def _styles() -> str:
    layout = (ROOT / "templates" / "email" / "layout.html").read_text(encoding="utf-8")
    return layout.partition("<style>")[2].partition("</style>")[0]


def digest_letter(
    digest: Digest, settings: Settings, names: dict[str, str], config: Config, leave: str, manage: str, period: str
) -> Letter:
    """A digest as one reader sees it. period: `Nov 15 to Nov 22, 2026`."""
    sheet = digest_sheet(digest, config, "[mark]")
    personal = {
        "period": period,
        "why": why_line(describe_scope(settings.scope, names), settings),
        "manage": manage,
        "leave": leave,
    }
    text, html = sheet.text, sheet.html
    for name, value in personal.items():
        text = text.replace(sheet.mark + name, fill(value) if name == "why" else value)
        html = html.replace(sheet.mark + name, escape(value))
    return Letter(sheet.subject, text, html)


def _size(sheet: Sheet) -> int:
    """Bytes on the wire: both parts in quoted-printable, and room for the headers and what is personal."""
    return 3_000 + sum(len(quopri.encodestring(part.encode())) for part in (sheet.text, sheet.html))


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
    found.filters["fill"] = fill
    found.filters["day"] = show_day
    found.filters["lines_text"] = lambda lines: "\n".join(map(line_text, lines))
    return found


@cache
def _inliner() -> css_inline.CSSInliner:
    # Rules for dark mode and narrow screens cannot be inlined; they stay in one style element.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def fill(text: str, indent: int = 0, first: str = "") -> str:
    """Lines of at most 74 characters; a web address is never broken."""
    return textwrap.fill(
        text, 74, initial_indent=" " * (indent - len(first)) + first, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
