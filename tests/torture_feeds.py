"""Thousands of ill-formed feeds, the same for the same seed: what we read of them, and what feedparser alone reads.

`python -m tests.torture_feeds 20000 [seed]` prints, per kind of breach, of how many feeds each gives an item with a
title and a link, how many of ours are refused where feedparser reads something, and the slowest. Neither a traceback
nor a hang is allowed (`tests/test_feeds_ill_formed.py` runs some of them).
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import feedparser

from tests.feed_samples import appellate_item, bankruptcy_item, district_item, nyed_item, rss
from tracker.errors import ParseError
from tracker.feeds.parse import parse_feed
from tracker.models import FeedItem

Breach = Callable[[bytes, random.Random], bytes]
_RDF = b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
_DC = b" xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"


def _items(pattern: str) -> bytes:
    words = ("Records kept", "Café & files", "A third – story")
    return "".join(pattern.format(n=n, title=w.replace("&", "&amp;"), day=n + 1) for n, w in enumerate(words)).encode()


BASES: dict[str, bytes] = {
    "court": rss([district_item(), district_item("1:26-cv-00124 A v. B", seq=99, doc="04511234568"), bankruptcy_item()]),
    "nyed": rss([nyed_item(), nyed_item("1:25-cv-00778 C v. D", number="4"), nyed_item("1:25-cv-00779 E v. F")]),
    "appeals": rss([appellate_item(), appellate_item("26-5007", part=772), appellate_item("26-5008", doc=None)]),
    "rss20": b'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"' + _DC + b"><channel><title>T</title>"
    + _items("<item><title>{title}</title><link>https://n.example/{n}</link><dc:date>2026-03-0{day}T10:00:00Z</dc:date>"
             "<content:encoded><![CDATA[<p>Long {n}</p>]]></content:encoded></item>\n") + b"</channel></rss>",
    "rss091": b"<rss version='0.91'><channel><title>T</title>"
    + _items("<item><title>{title}</title><link>https://n.example/{n}</link><description>S {n}</description></item>")
    + b"</channel></rss>",
    "rss10": _RDF + _DC + b"><channel><title>T</title></channel>"
    + _items("<item rdf:about='https://n.example/{n}'><title>{title}</title><link>https://n.example/{n}</link></item>")
    + b"</rdf:RDF>",
    "atom03": b"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title>"
    + _items("<entry><title>{title}</title><link rel='alternate' type='text/html' href='https://n.example/{n}'/>"
             "<id>u:{n}</id><issued>2026-03-0{day}T10:00:00Z</issued></entry>") + b"</feed>",
    "atom10": b'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>'
    + _items("<entry><title>{title}</title><link href='https://n.example/{n}'/><id>u:{n}</id>"
             "<updated>2026-03-0{day}T10:00:00Z</updated><summary type='html'>&lt;p&gt;S {n}&lt;/p&gt;</summary></entry>\n")
    + b"</feed>",
    "cdf": b"<CHANNEL HREF='https://n.example/'><TITLE>T</TITLE>"
    + _items("<ITEM HREF='https://n.example/{n}'><TITLE>{title}</TITLE></ITEM>") + b"</CHANNEL>",
}  # fmt: skip


def _at(body: bytes, rng: random.Random, put: bytes, after: int = 0) -> bytes:
    """`put` into the text of an item's title."""
    places = [i for i in range(len(body)) if body.lower().startswith((b"<title>", b"<title "), i)][1:] or [after]
    place = body.index(b">", rng.choice(places)) + 1
    return body[:place] + put + body[place:]


def _drop(body: bytes, rng: random.Random, what: bytes) -> bytes:
    places = [i for i in range(len(body)) if body.startswith(what, i)]
    if not places:
        return body
    place = rng.choice(places)
    return body[:place] + body[place + len(what) :]


def _drop_end_tag(body: bytes, rng: random.Random) -> bytes:
    tags = [b"</title>", b"</link>", b"</description>", b"</item>", b"</entry>", b"</guid>", b"</channel>", b"</id>"]
    known = [t for t in tags if t in body] or [t.upper() for t in tags if t.upper() in body]
    return _drop(body, rng, rng.choice(known))


def _flip(body: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 12)):
        place = rng.randrange(len(body))
        body = body[:place] + bytes([rng.randrange(256)]) + body[place + 1 :]
    return body


def _cut_out(body: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(body))
    return body[:place] + body[place + rng.randint(1, 60) :]


def _declare(name: bytes) -> Breach:
    def declare(body: bytes, rng: random.Random) -> bytes:
        rest = body.partition(b"?>")[2] if body.startswith(b"<?xml") else body
        return b'<?xml version="1.0" encoding="' + name + b'"?>' + rest

    return declare


def _insert(*choices: bytes) -> Breach:
    return lambda body, rng: _at(body, rng, rng.choice(choices))


BREACHES: dict[str, Breach] = {
    "none": lambda body, rng: body,
    "bare ampersand": _insert(b" R&D ", b"&", b"&&", b"AT&T; ", b"&#;", b"&amp"),
    "undefined entity": _insert(b"&nbsp;", b"&foo;", b"&copy; ", b"&eacute;t", b"&#128;", b"&#xFFFFFF;", b"&#0;"),
    "control character": _insert(b"\x00", b"\x0b", b"\x1f", b"\x07\x08"),
    "stray sign": _insert(b" a < b ", b"<", b" 1 > 2 <<", b"]]>"),
    "raw markup": _insert(b"<br>", b"<p>", b"<b>x", b"</i>", b"<img src=a>"),
    "missing end tag": _drop_end_tag,
    "cut off": lambda body, rng: body[: rng.randrange(len(body) // 3, len(body))],
    "words before": lambda body, rng: rng.choice([b"\n\n", b"Notice: x\n", b"<br />\n<b>Warning</b>\n", b"\0"]) + body,
    "words behind": lambda body, rng: body + rng.choice([b"<script>x()</script>", b"<!-- 3 ms", b"\0\0", b"</html>"]),
    "open CDATA": lambda body, rng: _drop(body, rng, b"]]>"),
    "nested CDATA": _insert(b"<![CDATA[a <![CDATA[b]]> c]]>", b"<![CDATA[x", b"<![CDATA[x]] >"),
    "open comment": _insert(b"<!-- ", b"<!-- a -- b -->", b"<!--->"),
    "bad attribute": _insert(b"<a href=x>y</a>", b'<a b="1" b="2">y</a>', b"<a b>y</a>"),
    "undeclared prefix": _insert(b"<media:x>y</media:x>", b"<o:p/>"),
    "declared utf-8, is not": lambda body, rng: _at(_declare(b"utf-8")(body, rng), rng, b"Pe\xf1a \x93q\x94"),
    "declared ascii": lambda body, rng: _at(_declare(b"us-ascii")(body, rng), rng, "Peña".encode()),
    "declared utf-16": _declare(b"utf-16"),
    "unknown encoding": _declare(b"x-unheard-of"),
    "bytes changed": _flip,
    "bytes cut out": _cut_out,
    "tags in capitals": lambda body, rng: _drop(body, rng, b"").replace(b"</title>", b"</TITLE>", rng.randint(1, 3)),
}


@dataclass(frozen=True, slots=True)
class Broken:
    base: str
    breach: str
    body: bytes


def broken_feeds(count: int, seed: int) -> Iterator[Broken]:
    rng = random.Random(seed)
    names, breaches = list(BASES), list(BREACHES)
    for number in range(count):
        base, breach = names[number % len(names)], breaches[(number // len(names)) % len(breaches)]
        body = BREACHES[breach](BASES[base], rng)
        if rng.random() < 0.2:
            body = BREACHES[rng.choice(breaches)](body, rng)
        yield Broken(base, breach, body)


def ours(body: bytes, *, whole_items: bool = False) -> tuple[FeedItem, ...] | None:
    """The items; None for one clear refusal. Anything else that is raised is a fault, and let through."""
    try:
        return parse_feed(body, whole_items=whole_items).items
    except ParseError as error:
        assert "\n" not in str(error) and 10 < len(str(error)) < 500, str(error)
        return None


def theirs(body: bytes) -> int:
    """How many entries with a title and a link feedparser alone reads; 0 also where it falls over."""
    try:
        found = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    except Exception:
        return 0
    return sum(bool(entry.get("title")) and bool(entry.get("link")) for entry in found.entries)


def _usable(items: tuple[FeedItem, ...] | None) -> int:
    return sum(bool(item.title and item.link) for item in items or ())


def main(count: int, seed: int) -> None:
    feeds, we, they, lost, items_us, items_them = (Counter[str]() for _ in range(6))
    slowest, worst = 0.0, b""
    examples: dict[str, bytes] = {}
    for broken in broken_feeds(count, seed):
        began = time.monotonic()
        own = _usable(ours(broken.body))
        if (took := time.monotonic() - began) > slowest:
            slowest, worst = took, broken.body
        other = theirs(broken.body)
        feeds[broken.breach] += 1
        we[broken.breach] += own > 0
        they[broken.breach] += other > 0
        items_us[broken.breach] += own
        items_them[broken.breach] += other
        if other and not own:
            lost[broken.breach] += 1
            examples.setdefault(f"{broken.base}, {broken.breach}", broken.body)
    say(f"{'breach':<26}{'feeds':>7}{'ours':>7}{'feedp.':>7}{'items':>8}{'feedp.':>8}{'only theirs':>12}")
    for name in [*BREACHES, "all"]:
        row = [sum(c.values()) if name == "all" else c[name] for c in (feeds, we, they, items_us, items_them, lost)]
        say(f"{name:<26}{row[0]:>7}{row[1]:>7}{row[2]:>7}{row[3]:>8}{row[4]:>8}{row[5]:>12}")
    say(f"slowest: {slowest * 1000:.1f} ms for {len(worst):,} bytes")
    if "-v" in sys.argv:
        for name, body in examples.items():
            say(f"--- {name}: {_why(body)}\n{body[:1500]!r}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _why(body: bytes) -> str:
    try:
        return f"{parse_feed(body).notes}"
    except ParseError as error:
        return str(error)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(numbers[0] if numbers else 20_000, numbers[1] if len(numbers) > 1 else 1)
