"""The webhook's door: its secret, who may knock, the queue behind it, and what never gets into a log."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import NOW
from tests.factories import DEMO
from tracker.config import Config
from tracker.storage import hook_queue
from tracker.storage.store import Store, open_store
from tracker.web import create_app
from tracker.web.hooks import MaskHook

SECRET = "c0urt-listener-secret_0001"
PLACE = f"/hooks/courtlistener/{SECRET}"
FROM = "34.210.230.218"
Knock = Callable[..., Any]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path, courts_file=DEMO / "courts.toml", courtlistener_hook=SECRET)


@pytest.fixture
def store(config: Config) -> Store:
    return open_store(config.db_path)


def door(config: Config) -> FlaskClient:
    return create_app(config, clock=lambda: NOW).test_client()


def knock(client: FlaskClient, key: str = "5f0c9a1e-key", body: bytes = b"{}", **options: Any) -> Any:
    settings: dict[str, Any] = {
        "data": body, "headers": {"Idempotency-Key": key}, "environ_base": {"REMOTE_ADDR": FROM},
        "content_type": "application/json",
    } | options  # fmt: skip
    return client.post(options.pop("path", PLACE), **{k: v for k, v in settings.items() if k != "path"})


def waiting(store: Store) -> list[bytes]:
    return [row["body"] for row in store.rows("select body from hook_deliveries where state = 'waiting'")]


def test_a_delivery_is_on_disk_before_it_is_answered(config: Config, store: Store) -> None:
    answer = knock(door(config), body=b'{"webhook": {}}')
    assert (answer.status_code, answer.text) == (202, "queued\n")
    assert waiting(store) == [b'{"webhook": {}}']


def test_a_delivery_that_comes_again_is_kept_once_and_answered_well(config: Config, store: Store) -> None:
    client = door(config)
    assert [knock(client, body=b).status_code for b in (b"1", b"1", b"2")] == [202, 200, 200]
    assert waiting(store) == [b"1"]


def test_one_that_was_read_is_still_known(config: Config, store: Store) -> None:
    client = door(config)
    knock(client)
    delivery = hook_queue.next_waiting(store, "courtlistener", NOW)
    assert delivery is not None and hook_queue.end(store, delivery.delivery_id, "done", None, NOW)
    assert not hook_queue.end(store, delivery.delivery_id, "done", None, NOW)
    assert knock(client).status_code == 200 and waiting(store) == []


@pytest.mark.parametrize("path", [PLACE[:-1], PLACE + "x", "/hooks/courtlistener/", PLACE.upper(), PLACE + "é"])
def test_a_wrong_secret_finds_no_page(config: Config, store: Store, path: str) -> None:
    assert knock(door(config), path=path).status_code == 404 and waiting(store) == []


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_other_requests_find_no_page_with_the_right_secret_either(config: Config, store: Store, method: str) -> None:
    assert getattr(door(config), method)(PLACE).status_code == 404


def test_without_the_setting_there_is_no_hook(config: Config, store: Store) -> None:
    client = door(replace(config, courtlistener_hook=""))
    for path in (PLACE, "/hooks/courtlistener/", "/hooks/courtlistener/%00"):
        assert knock(client, path=path).status_code == 404


def test_only_the_documented_addresses_may_call(config: Config, store: Store) -> None:
    client = door(config)
    assert knock(client, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 403
    assert knock(client, environ_base={"REMOTE_ADDR": f"::ffff:{FROM}"}).status_code == 202
    # What a caller says of itself counts for nothing where no proxy is trusted.
    forged = {"Idempotency-Key": "another-key", "X-Forwarded-For": FROM}
    assert knock(client, headers=forged, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 403


def test_behind_a_trusted_proxy_the_caller_is_who_the_proxy_says(config: Config, store: Store) -> None:
    client = door(replace(config, trusted_proxies=1))
    proxy = {"REMOTE_ADDR": "127.0.0.1"}
    through = {"Idempotency-Key": "key-number-1", "X-Forwarded-For": f"203.0.113.9, {FROM}"}
    assert knock(client, headers=through, environ_base=proxy).status_code == 202
    other = {"Idempotency-Key": "key-number-2", "X-Forwarded-For": f"{FROM}, 203.0.113.9"}
    assert knock(client, headers=other, environ_base=proxy).status_code == 403


def test_an_empty_list_lets_everybody_call_who_knows_the_secret(config: Config, store: Store) -> None:
    client = door(replace(config, courtlistener_hook_from=()))
    assert knock(client, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 202


@pytest.mark.parametrize("key", ["", "short", "x" * 201, "two words here"])
def test_a_delivery_without_a_usable_key_is_refused(config: Config, store: Store, key: str) -> None:
    assert knock(door(config), key=key).status_code == 400 and waiting(store) == []


def test_a_body_of_megabytes_is_taken_and_one_beyond_all_measure_is_not(config: Config, store: Store) -> None:
    client = door(config)
    assert knock(client, body=b"x" * 2_000_000).status_code == 202
    assert knock(client, key="another-key", body=b"x" * (5 * 1024 * 1024 + 1)).status_code == 413
    assert len(waiting(store)) == 1


def test_the_answer_is_quick_also_while_much_waits(
    config: Config, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook_queue, "WAITING_AT_MOST", 2)
    client = door(config)
    codes = [knock(client, key=f"key-number-{n}").status_code for n in range(3)]
    assert codes == [202, 202, 503] and len(waiting(store)) == 2


def test_the_secret_is_in_no_log_and_on_no_page(
    config: Config, store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("the disk is full")

    client = door(config)
    monkeypatch.setattr("tracker.web.hooks.queue", broken)
    with caplog.at_level(logging.DEBUG):
        answers = [
            knock(client), knock(client, environ_base={"REMOTE_ADDR": "203.0.113.9"}), knock(client, key=""),
            client.get(PLACE), knock(client, body=b"x" * 6_000_000),
        ]  # fmt: skip
    assert [a.status_code for a in answers] == [503, 403, 400, 404, 413]
    assert SECRET not in caplog.text and all(SECRET not in a.text for a in answers)
    assert "could not be put on disk" in caplog.text


def test_a_servers_access_log_shows_the_place_and_not_the_secret(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    door(config)
    with caplog.at_level(logging.INFO):
        logging.getLogger("werkzeug").info('%s - "POST %s HTTP/1.1" 202', FROM, PLACE)
    assert caplog.messages == [f'{FROM} - "POST /hooks/courtlistener/*** HTTP/1.1" 202']
    assert MaskHook().filter(logging.makeLogRecord({"msg": "nothing of it %s", "args": ("here",)}))


def test_old_deliveries_are_forgotten_and_waiting_ones_never(config: Config, store: Store) -> None:
    for key in ("key-number-1", "key-number-2"):
        hook_queue.queue(store, "courtlistener", key, b"x", NOW)
    hook_queue.end(store, 1, "done", None, NOW)
    hook_queue.forget_old(store, NOW + hook_queue.KEPT + hook_queue.KEPT)
    assert [row["key"] for row in store.rows("select key from hook_deliveries")] == ["key-number-2"]
    assert hook_queue.hook_counts(store)["waiting"] == 1
