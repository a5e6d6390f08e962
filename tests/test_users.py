"""Staff accounts: who may sign in, for how long, and what a guesser meets."""

import runpy
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher, Type
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import NOW
from tests.desk import BASE, WORDS, Clock, token_in
from tests.website import load_small, site_over
from tracker.cli import cli
from tracker.errors import NotFoundError, TrackerError
from tracker.storage import users
from tracker.storage.store import Store, open_store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Flask:
    config = load_small(tmp_path)
    with_staff = open_store(config.db_path)
    users.add_user(with_staff, "Ada", "editor", WORDS, NOW)
    with_staff.close()
    return site_over(config, clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    # The public address is https, so the cookie only travels over it.
    return app.test_client()


def sign_in(client: FlaskClient, name: str = "Ada", password: str = WORDS, **extra: str):  # type: ignore[no-untyped-def]
    form = client.get("/signin", base_url=BASE).text
    data = {"csrf_token": token_in(form), "name": name, "password": password, **extra}
    return client.post("/signin", data=data, base_url=BASE, headers={"Referer": f"{BASE}/signin"})


def test_a_password_is_never_stored_and_a_session_word_neither(store: Store) -> None:
    ada = users.add_user(store, "Ada", "editor", WORDS, NOW)
    token = users.start_session(store, ada, NOW)
    kept = repr(store.rows("select * from users")) + repr(store.rows("select * from sessions"))
    assert WORDS not in kept and token not in kept and "$argon2id$" in kept


def test_guessing_a_password_from_a_copy_of_the_database_costs_memory_and_time() -> None:
    # Read afresh: tests of the desk make theirs cheaper.
    usual = runpy.run_path(users.__file__)["HASHER"]
    assert isinstance(usual, PasswordHasher)
    assert usual.memory_cost >= 19_456 and usual.time_cost >= 2 and usual.type is Type.ID


def test_only_the_right_password_of_an_active_account_opens(store: Store) -> None:
    users.add_user(store, "Ada", "editor", WORDS, NOW)
    assert users.check_password(store, "ada", WORDS)
    assert users.check_password(store, "Ada", WORDS + " ") is None
    assert users.check_password(store, "Nobody", WORDS) is None
    users.disable_user(store, "Ada", NOW)
    assert users.check_password(store, "Ada", WORDS) is None


@pytest.mark.parametrize(
    ("name", "role", "password", "said"),
    [
        ("Ada", "editor", "short", "at least 12"),
        ("", "editor", WORDS, "1 to 60"),
        ("A\u202eda", "editor", WORDS, "one line"),
        ("Ada", "owner", WORDS, "not one of"),
    ],
)
def test_what_cannot_be_an_account_is_refused_in_words(
    store: Store, name: str, role: str, password: str, said: str
) -> None:
    with pytest.raises(TrackerError, match=said):
        users.add_user(store, name, role, password, NOW)
    assert users.list_users(store) == []


def test_a_name_is_used_once_whatever_its_capitals(store: Store) -> None:
    users.add_user(store, "Ada", "editor", WORDS, NOW)
    with pytest.raises(TrackerError, match="already"):
        users.add_user(store, "ADA", "reader", WORDS, NOW)
    with pytest.raises(NotFoundError):
        users.get_user(store, "Grace")


def test_a_session_ends_after_twelve_idle_hours_and_after_seven_days(store: Store) -> None:
    ada = users.add_user(store, "Ada", "editor", WORDS, NOW)
    token = users.start_session(store, ada, NOW)
    assert users.session_user(store, token, NOW + timedelta(hours=11, minutes=59))
    assert users.session_user(store, token, NOW + timedelta(hours=12)) is None
    at = NOW
    while at < NOW + timedelta(days=7) - timedelta(hours=11):
        at += timedelta(hours=11)
        users.note_use(store, token, at)
        assert users.session_user(store, token, at)
    assert users.session_user(store, token, NOW + timedelta(days=7)) is None


@pytest.mark.parametrize("act", ["disable", "password"])
def test_a_disabled_account_or_a_new_password_ends_every_session_at_once(store: Store, act: str) -> None:
    ada = users.add_user(store, "Ada", "editor", WORDS, NOW)
    token = users.start_session(store, ada, NOW)
    if act == "disable":
        users.disable_user(store, "Ada", NOW)
    else:
        users.set_password(store, "Ada", "quite another phrase", NOW)
    assert users.session_user(store, token, NOW) is None


def test_sign_in_leads_to_the_page_that_was_wanted_and_nowhere_else(client: FlaskClient) -> None:
    away = client.get("/review/entry-1?x=1", base_url=BASE)
    assert away.status_code == 303 and away.headers["Location"].startswith("/signin?next=/review/entry-1")
    assert sign_in(client, next="/review/entry-1?x=1").headers["Location"] == "/review/entry-1?x=1"
    for elsewhere in ("https://evil.example/", "//evil.example", "/review/../x\\", "/reviewer", "/review/\nx"):
        client.delete_cookie("__Host-desk", domain="docket.example")
        assert sign_in(client, next=elsewhere).headers["Location"] == "/review"


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: FlaskClient) -> None:
    cookie = next(c for c in sign_in(client).headers.getlist("Set-Cookie") if c.startswith("__Host-desk="))
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_a_sign_in_makes_a_new_session_and_ends_the_one_that_was_brought(client: FlaskClient) -> None:
    client.set_cookie("__Host-desk", "chosen-by-somebody-else", domain="docket.example")
    sign_in(client)
    first = client.get_cookie("__Host-desk", domain="docket.example")
    assert first and first.value != "chosen-by-somebody-else"
    client.delete_cookie("__Host-desk", domain="docket.example")
    other = client.get("/signin", base_url=BASE)
    client.set_cookie("__Host-desk", first.value, domain="docket.example")
    client.post(
        "/signin",
        data={"csrf_token": token_in(other.text), "name": "Ada", "password": WORDS},
        base_url=BASE,
        headers={"Referer": f"{BASE}/signin"},
    )
    second = client.get_cookie("__Host-desk", domain="docket.example")
    assert second and second.value != first.value
    client.set_cookie("__Host-desk", first.value, domain="docket.example")
    assert client.get("/review", base_url=BASE).status_code == 303


def test_a_sign_in_from_elsewhere_is_refused(client: FlaskClient) -> None:
    client.get("/signin", base_url=BASE)
    response = client.post("/signin", data={"name": "Ada", "password": WORDS}, base_url=BASE)
    assert response.status_code == 400
    assert client.get("/review", base_url=BASE).status_code == 303


def test_failed_tries_wait_longer_and_longer_and_the_right_password_waits_too(
    client: FlaskClient, clock: Clock
) -> None:
    for _ in range(users.FREE_BY_NAME + 1):
        assert sign_in(client, password="a wrong phrase").status_code == 403
    refused = sign_in(client)
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) == 2
    clock.now += timedelta(seconds=3)
    assert sign_in(client, password="a wrong phrase").status_code == 403
    assert int(sign_in(client).headers["Retry-After"]) == 4
    clock.now += timedelta(seconds=5)
    assert sign_in(client).status_code == 303


def test_one_network_that_tries_many_names_is_slowed(client: FlaskClient, clock: Clock) -> None:
    for number in range(users.FREE_BY_NETWORK + 1):
        assert sign_in(client, name=f"guess-{number}").status_code == 403
    assert sign_in(client).status_code == 429
    clock.now += timedelta(hours=1)
    assert sign_in(client).status_code == 303


def test_signing_out_needs_a_post_with_the_word_of_the_session(client: FlaskClient) -> None:
    sign_in(client)
    desk = client.get("/review", base_url=BASE)
    assert client.get("/signout", base_url=BASE).status_code == 405
    assert client.post("/signout", base_url=BASE).status_code == 403
    assert client.get("/review", base_url=BASE).status_code == 200
    cookie = client.get_cookie("__Host-desk", domain="docket.example")
    client.post("/signout", data={"csrf_token": token_in(desk.text)}, base_url=BASE)
    assert cookie
    client.set_cookie("__Host-desk", cookie.value, domain="docket.example")
    assert client.get("/review", base_url=BASE).status_code == 303


def test_pages_of_the_desk_are_kept_by_no_cache(client: FlaskClient) -> None:
    sign_in(client)
    response = client.get("/review", base_url=BASE)
    assert response.headers["Cache-Control"] == "no-store" and response.headers["X-Robots-Tag"] == "noindex"


def test_the_operator_adds_lists_and_disables_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    run = CliRunner()
    added = run.invoke(cli, ["user", "add", "Ada", "--role", "reader", "--password-stdin"], input=WORDS + "\n")
    assert added.exit_code == 0 and "Ada (reader)" in added.output and WORDS not in added.output
    assert "active" in run.invoke(cli, ["user", "list"]).output
    run.invoke(cli, ["user", "disable", "Ada"], catch_exceptions=False)
    assert "disabled" in run.invoke(cli, ["user", "list"]).output
    with pytest.raises(TrackerError, match="at least 12"):
        run.invoke(cli, ["user", "password", "Ada", "--password-stdin"], input="x\n", catch_exceptions=False)
    run.invoke(cli, ["user", "password", "Ada", "--password-stdin"], input=WORDS, catch_exceptions=False)
    assert "active" in run.invoke(cli, ["user", "list"]).output
