"""What an answer needed is gone when it was given, without a look for objects that hold each other."""

import gc
import types
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import create_environ

from tests.website import load_small, site_over
from tracker.outputs.records import EventRecord
from tracker.outputs.timeline import Choice


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    yield site_over(replace(load_small(tmp_path_factory.mktemp("garbage")), page_cache_mb=0))


def ask(site: Flask, path: str, etag: str = "") -> tuple[str, dict[str, str]]:
    """Status and headers, by the bare interface: the test client holds what it asked for in rings of its own."""
    said: list[tuple[str, dict[str, str]]] = []
    answer = site(create_environ(path, headers={"If-None-Match": etag} if etag else {}),
                  lambda status, headers, *_: said.append((status, dict(headers))))  # fmt: skip
    assert b"".join(answer) or etag
    if close := getattr(answer, "close", None):
        close()
    return said[0]


def left(site: Flask, path: str, etag: str = "") -> list[object]:
    """What the second answer leaves of its records and frames."""
    ask(site, path, etag)
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        ask(site, path, etag)
        gc.collect()
        return [one for one in gc.garbage if isinstance(one, EventRecord | Choice | types.FrameType)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


@pytest.mark.parametrize("path", [
    "/", "/timeline", "/timeline?q=order", "/timeline?case=tenants-v-bureau", "/cases/tenants-v-bureau", "/flows",
    "/flows/bureau-to-office-files", "/orders/tenants-v-bureau.2025-12-01", "/calendar", "/map", "/api/v1/events",
    "/timeline.atom", "/calendar.ics",
])  # fmt: skip
def test_a_page_leaves_no_event_behind_that_only_a_look_for_garbage_would_find(site: Flask, path: str) -> None:
    assert ask(site, path)[0].startswith("200")
    assert left(site, path) == []


def test_an_unchanged_answer_leaves_no_frame_behind(site: Flask) -> None:
    etag = ask(site, "/timeline")[1]["ETag"]
    assert ask(site, "/timeline", etag)[0].startswith("304")
    assert left(site, "/timeline", etag) == []
