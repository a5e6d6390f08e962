"""Thousands of broken papers, the same for the same seed: `python -m tests.torture_papers 20000 [seed]`.

Notices of electronic filing, docket sheets, Supreme Court dockets, answers of CourtListener and the Federal Register,
mail that comes back, register files. Each is read, or refused in one sentence, within two seconds; any other exception
is a fault and ends the run (`tests/test_fuzz_papers.py` runs some of them).
"""

import copy
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests import papers_samples as samples
from tests.website import CASES, FLOWS
from tracker.errors import ParseError, RegisterError
from tracker.outputs.bounce import read_bounce
from tracker.papers.courtlistener import parse_courtlistener, parse_webhook
from tracker.papers.courtlistener_feed import parse_docket_feed
from tracker.papers.courtlistener_search import parse_search
from tracker.papers.detect import identify, read_paper
from tracker.papers.federal_register import parse_register
from tracker.papers.nef import notice_drafts, parse_notice
from tracker.papers.scotus import parse_scotus, scotus_drafts
from tracker.papers.sender import court_that_sent, head_of, trouble
from tracker.register.files import load_register

SLOWEST = 2.0
_DSN = (
    b"From: MAILER-DAEMON@mx.example.net\r\nTo: docket@example.org\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=AAA\r\n\r\n--AAA\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nSorry.\r\n--AAA\r\nContent-Type: message/delivery-status\r\n\r\n"
    b"Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; ada@example.net\r\nAction: failed\r\n"
    b"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--AAA\r\nContent-Type: text/rfc822-headers"
    b"\r\n\r\nMessage-ID: <" + b"a" * 32 + b"@example.org>\r\n\r\n--AAA--\r\n"
)  # fmt: skip
_FBL = (
    b"From: fbl@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report;"
    b" boundary=B\r\n\r\n--B\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n\r\n--B\r\n"
    b"Content-Type: message/rfc822\r\n\r\nMessage-ID: <" + b"b" * 32 + b"@example.org>\r\n\r\nx\r\n--B--\r\n"
)
_DEEP = 3000


@dataclass(frozen=True, slots=True)
class Paper:
    """A sound paper, and what reads it."""

    body: bytes
    read: Callable[[bytes], object]


def _notice(body: bytes) -> object:
    head = head_of(body)
    court_that_sent(head)
    trouble(head, "dcd", "mx.example.org")
    return notice_drafts(parse_notice(body, samples.DCD)), parse_notice(body, None)


def _any(body: bytes) -> object:
    return identify(body), read_paper(body, samples.DCD)


def _scotus(body: bytes) -> object:
    return scotus_drafts(parse_scotus(body)), read_paper(body, samples.SCOTUS)


def _register(body: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("cases", "flows"):
            (Path(folder) / kind).mkdir()
        for flow in FLOWS:
            (Path(folder) / "flows" / f"{flow['id']}.yaml").write_bytes(_yaml(flow))
        (Path(folder) / "cases" / f"{CASES[0]['id']}.yaml").write_bytes(body)
        return load_register(Path(folder), frozenset({"dcd", "cadc", "mad"}))


def _yaml(value: Any) -> bytes:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False).encode()


_ROW = samples.cl_entry()
PAPERS: dict[str, Paper] = {
    "notice, html": Paper(samples.notice_mail(samples.notice_html()), _notice),
    "notice, plain": Paper(samples.notice_mail(samples.PLAIN, kind="text/plain"), _notice),
    "notice, appellate": Paper(samples.notice_mail(samples.APPELLATE), lambda b: notice_drafts(parse_notice(b))),
    "notice, acms": Paper(samples.notice_mail(samples.ACMS), lambda b: notice_drafts(parse_notice(b))),
    "sheet, district": Paper(samples.district_sheet(samples.COMPLAINT, samples.MINUTE, samples.NUMBERED), _any),
    "sheet, appellate": Paper(
        samples.appellate_sheet(samples.appellate_row("03/02/2026", "7", "ORDER filed. [7]")),
        lambda body: read_paper(body, samples.CADC),
    ),
    "scotus": Paper(samples.scotus_json(samples.scotus_line("Mar 02 2026", "Application (25A1) denied.", 5)), _scotus),
    "courtlistener page": Paper(samples.cl_page(_ROW, _ROW), parse_courtlistener),
    "courtlistener webhook": Paper(samples.cl_webhook(_ROW), parse_webhook),
    "courtlistener search": Paper(
        json.dumps({"count": 1, "next": None, "results": [{"docket_id": 5, "docket_entry_id": 7, "description": "x"}]}).encode(),
        parse_search,
    ),
    "courtlistener feed": Paper(
        samples.cl_atom(samples.cl_atom_entry("entry-3", "Entry #3: Order", "ORDER granting")), parse_docket_feed
    ),
    "federal register": Paper(samples.register_page(samples.register_document()), parse_register),
    "bounce": Paper(_DSN, lambda body: read_bounce(body, "example.org")),
    "complaint": Paper(_FBL, lambda body: read_bounce(body, "example.org")),
    "register case": Paper(_yaml(CASES[0]), _register),
}  # fmt: skip


def mutate(body: bytes, rng: random.Random) -> bytes:
    """One to three breaches of any kind, with a leaning to what has a meaning in the format."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        body = rng.choice(_BREACHES)(body, rng)
    return body


def _flip(body: bytes, rng: random.Random) -> bytes:
    found = bytearray(body)
    for _ in range(rng.randint(1, 12)):
        if found:
            found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found)


def _cut(body: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(body) + 1)
    return rng.choice((body[:at], body[at:], body[:at] + body[at + rng.randint(1, 80) :]))


def _repeat(body: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(body) + 1)
    return body[:at] + body[at : at + rng.randint(1, 200)] * rng.choice((2, 3, 50)) + body[at:]


def _put(body: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(body) + 1)
    return body[:at] + rng.choice(_SCRAPS) + body[at:]


def _swap_word(body: bytes, rng: random.Random) -> bytes:
    words = body.split(b" ")
    words[rng.randrange(len(words))] = rng.choice(_SCRAPS)
    return b" ".join(words)


def _number(body: bytes, rng: random.Random) -> bytes:
    places = [i for i in range(len(body)) if body[i : i + 1].isdigit()]
    if not places:
        return body
    at = rng.choice(places)
    return body[:at] + rng.choice((b"99", b"0", b"-1", b"9" * 30, b"1e400", b"13", b"\xd9\xa3")) + body[at + 1 :]


def _value(body: bytes, rng: random.Random) -> bytes:
    """Another value, or none, somewhere in a JSON or YAML document; others are put in a word."""
    try:
        loaded = json.loads(body) if body[:1] in b"{[" else yaml.safe_load(body) if body[:3] == b"id:" else None
    except (ValueError, yaml.YAMLError, RecursionError):
        return _put(body, rng)
    if not isinstance(loaded, (dict, list)) or not loaded:
        return _put(body, rng)
    changed = copy.deepcopy(loaded)
    holder, key = rng.choice(list(_places(changed)))
    if rng.random() < 0.2:
        del holder[key]
    else:
        holder[key] = rng.choice(_ODD)
    return _yaml(changed) if body[:3] == b"id:" else json.dumps(changed).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], (dict, list)):
            yield from _places(value[key])


_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 10**30, 1.5, "", " ", "\x00", "x" * 20_000, [], {}, [None], [[]], {"a": None}, [{}],
    "9999-12-31", "0000-00-00", "2026-02-30T25:61:61Z", "9999-12-31T23:59:59-23:59", "\ud800", "javascript:alert(1)",
    "<b>x", "&#x110000;", "https://[::1", "http://[x]/", "//", "a\nb",
)  # fmt: skip
_SCRAPS = (
    b"\x00", b"\xff\xfe", b"\xc3", b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"&", b"&#0;", b"&#x110000;", b"&nbsp;",
    b"<b>" * 400, b"<table><tr><td>" * 200, b"(" * 2000, b"[" * _DEEP, b'{"a":' * _DEEP, b"- " * 800, b"{{", b"*a", b"&a [*a,*a]",
    b"!!python/object/apply:os.system [x]", b": ", b"\t", b"\r\n\r\n", b"\r\n", b'"', b"'", b"\\u0000", b"\\ud800", b"null",
    b"NaN", b"Infinity", b"=?utf-8?b?//8=?=", b"=?x?q?a?=", b"=?utf-8?q?=00?=", b"Content-Type: multipart/mixed; boundary=AAA\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: text/plain; charset=x-none\r\n", b"Docket Text:", b"Case Number:",
    b"13/45/2026", b"2/30/2026", b"https://ecf.dcd.uscourts.gov/doc1/[", b"http://[", "\u202e\u2028\ufeff".encode(), b"a" * 30_000,
    b" " * 30_000, b"\n" * 5_000, b"1:26-cv-" + b"1" * 500,
)  # fmt: skip
_BREACHES = (_flip, _cut, _repeat, _put, _swap_word, _number, _value, _value, _value)


def read(name: str, body: bytes) -> bool:
    """Whether it was read; False for one clear refusal. Raises AssertionError for all else."""
    # Time of this thread: other programs of a busy machine are no fault of the paper.
    began = time.thread_time()
    try:
        PAPERS[name].read(body)
        fine = True
    except (ParseError, RegisterError) as error:
        fine = False
        lines = error.problems if isinstance(error, RegisterError) else [str(error)]
        for line in lines:
            if "\n" in line or not 10 < len(line) < 1200:
                raise AssertionError(f"{name}: no clear sentence: {line[:1000]!r}") from error
    except Exception as error:
        raise AssertionError(f"{name}: {type(error).__name__}: {str(error)[:300]}") from error
    if (took := time.thread_time() - began) > SLOWEST:
        raise AssertionError(f"{name}: {took:.1f} s for {len(body):,} bytes")
    return fine


def broken(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Papers in turn, each broken in its own way."""
    rng, names = random.Random(seed), list(PAPERS)
    for number in range(count):
        name = names[number % len(names)]
        yield name, mutate(PAPERS[name].body, rng)


def main(count: int, seed: int) -> int:
    tried, taken, faults, slowest = Counter[str](), Counter[str](), Counter[str](), 0.0
    for name, body in broken(count, seed):
        began = time.monotonic()
        try:
            taken[name] += read(name, body)
        except AssertionError as error:
            faults[str(error)[:200]] += 1
            if faults[str(error)[:200]] == 1 and "-v" in sys.argv:
                Path(tempfile.gettempdir(), f"fault-{len(faults)}").write_bytes(body)
                import traceback

                traceback.print_exc()
        tried[name] += 1
        slowest = max(slowest, time.monotonic() - began)
    for name, number in tried.items():
        print(f"{name}: {number} tried, {taken[name]} read, {number - taken[name]} refused")  # noqa: T201
    for fault, number in faults.most_common():
        print(f"fault, {number} times: {fault}")  # noqa: T201
    print(f"slowest: {slowest * 1000:.0f} ms")  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    sys.exit(main(numbers[0] if numbers else 20_000, numbers[1] if len(numbers) > 1 else 1))
