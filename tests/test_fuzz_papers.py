"""Broken papers of every kind are read or refused in one sentence; each that once was a fault stands here by name."""

import logging
import time
from email.message import EmailMessage

import pytest

from tests.torture_papers import PAPERS, broken, read
from tracker.outputs.bounce import read_bounce


@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_that_is_broken_below_is_sound(name: str) -> None:
    assert read(name, PAPERS[name].body)


@pytest.mark.parametrize("part", range(3))
def test_a_broken_paper_is_read_or_refused_in_one_sentence(part: int) -> None:
    outcomes = [read(name, body) for name, body in broken(300, 20_261_122 + part)]
    assert 60 < sum(outcomes) < 270, "most are refused or most are read: the breaches no longer bite"


def test_a_bounce_with_hundreds_of_open_brackets_in_an_address_takes_no_time() -> None:
    body = PAPERS["bounce"].body.replace(b"MAILER-DAEMON@mx.example.net", b"(" * 20_000 + b"<b>" * 4_000)
    began = time.thread_time()
    found = read_bounce(body, "example.org")
    assert found is not None and found.kind == "hard"
    assert time.thread_time() - began < 1


def test_a_bounce_without_a_sender_or_with_a_strange_one_leaves_no_traceback_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert read_bounce(b"Subject: hello\r\n\r\nbody", "example.org") is None
        assert read_bounce(b"From: \xff\xfe\r\nSubject: x\r\n\r\nbody", "example.org") is None
    assert not caplog.records


def test_a_report_nested_without_end_is_no_report() -> None:
    body = b"Content-Type: message/rfc822\r\n\r\n" * 3_000
    assert read_bounce(body + EmailMessage().as_bytes(), "example.org") is None


def test_a_register_file_nested_without_end_is_one_line() -> None:
    assert not read("register case", b"id: " + b"[" * 3_000)
    assert not read("register case", b"- " * 3_000)
