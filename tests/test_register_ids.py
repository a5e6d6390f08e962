"""Files of the register whose ids change: back to an id of before, two at once, half said, with words like an id."""
# ruff: noqa: F811  (fixtures are taken over by name)

import json
import re
from copy import deepcopy
from datetime import timedelta

import pytest

from tests.register_folder import HOUR, OTHER, A, B, C, Folder, courts, folder, follow, store  # noqa: F401  (fixtures)
from tests.website import CASES, NOW, read_by_machine, site_over
from tracker.courts import Courts
from tracker.errors import RegisterError
from tracker.storage.facts import cases_at
from tracker.storage.store import Store
from tracker.storage.subscribers import followed_scopes
from tracker.storage.suggestions import Found, add_suggestions, is_private, open_suggestions


def feed_ids(folder: Folder, case: str) -> list[str]:
    client = site_over(folder.config).test_client()
    atom = client.get(f"/timeline.atom?case={case}").text
    calendar = client.get(f"/timeline.ics?case={case}").text
    return re.findall("<id>(.*?)</id>", atom) + re.findall(r"^UID:.*(?:\r\n .*)*", calendar, re.M)


def test_a_case_that_returns_to_an_id_of_before_keeps_its_feeds_its_addresses_and_its_followers(
    store: Store, folder: Folder, courts: Courts
) -> None:
    follow(store, "ada@example.org", A)
    before, count = feed_ids(folder, A), store.value("select count(*) from events")
    a, b = f"{A}-cadc", f"{B}-cadc"
    for old, new, formerly in ((A, B, [A, a]), (B, A, [A, B, a, b]), (A, C, [A, B, a, b])):
        folder.rename(old, new, formerly)
        changes = folder.load(store, courts)
        assert changes.renamed == ((old, new),) and not changes.retracted and not changes.new
        client = site_over(folder.config).test_client()
        for name in formerly[:2] if new != B else (A,):
            assert feed_ids(folder, name) == before
            for path in ("/cases/{}", "/orders/{}.2025-12-01", "/events/{}.2025-12-01-stay", "/cases/{}-cadc"):
                answer = client.get(path.format(name))
                assert answer.status_code == (200 if name == new and "-cadc" not in path else 301), (path, name, new)
                assert client.get(path.format(name), follow_redirects=True).status_code == 200
        ((_, scope),) = followed_scopes(store)
        assert scope.case_ids == (new,)
    assert store.value("select count(*) from events") == count and not store.value("select count(*) from owed_scope")
    # What was known before each of them is told, by the id of today.
    assert cases_at(store, NOW + timedelta(minutes=90)).keys() == {C, OTHER}


def test_its_own_id_is_no_former_one_of_a_case_that_never_had_another(
    store: Store, folder: Folder, courts: Courts
) -> None:
    folder.write("cases", {**folder.read(A), "formerly": [A]})
    with pytest.raises(RegisterError, match="an id is given once"):
        folder.load(store, courts)


def test_what_it_was_called_first_stays_first_and_none_is_dropped(store: Store, folder: Folder, courts: Courts) -> None:
    folder.write("cases", {**folder.read(A), "formerly": [f"{A}-old"]})
    with pytest.raises(RegisterError, match=rf"{A}\.yaml:\d+: `formerly` must begin with {A} and"):
        folder.load(store, courts)
    folder.write("cases", {**folder.read(A), "formerly": [A, f"{A}-old"]})
    before = feed_ids(folder, A)
    folder.load(store, courts)
    assert feed_ids(folder, A) == before
    folder.rename(A, B, [A])
    with pytest.raises(RegisterError, match=rf"and keep \[{A}, {A}-old\]"):
        folder.load(store, courts)
    folder.rename(B, B, [A, f"{A}-old"])
    with pytest.raises(RegisterError, match=f"put the docket id '{A}-cadc' into `formerly`"):
        folder.load(store, courts)
    folder.rename(B, B, [A, f"{A}-old", f"{A}-cadc"])
    assert folder.load(store, courts).renamed == ((A, B),)
    folder.write("cases", {k: v for k, v in folder.read(B).items() if k != "formerly"})
    with pytest.raises(RegisterError, match="each leads here"):
        folder.load(store, courts)


def test_two_cases_do_not_exchange_their_ids(store: Store, folder: Folder, courts: Courts) -> None:
    """Who follows the one would hear of the other."""
    follow(store, "ada@example.org", A)
    first, second = folder.read(A), folder.read(OTHER)
    folder.write("cases", {**json.loads(json.dumps(second).replace(OTHER, A))})
    folder.write("cases", {**json.loads(json.dumps(first).replace(A, OTHER))})
    with pytest.raises(RegisterError, match=f"this case was loaded as '{A}', and 1 docket entries and 1 subscr") as why:
        folder.load(store, courts)
    assert "formerly" not in str(why.value)
    folder.write("cases", {**folder.read(A), "formerly": OTHER})
    folder.write("cases", {**folder.read(OTHER), "formerly": A})
    with pytest.raises(RegisterError, match="an id is given once"):
        folder.load(store, courts)


def test_a_new_case_takes_no_id_that_another_has_left(store: Store, folder: Folder, courts: Courts) -> None:
    new = deepcopy(CASES[1]) | {"id": A, "events": [], "dockets": [{"id": "x", "court": "mdd", "number": "1:26-cv-7"}]}
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.write("cases", new)
    with pytest.raises(RegisterError, match="an id is given once"):
        folder.load(store, courts)
    folder.rename(B, B, [])
    with pytest.raises(RegisterError, match=f"this case was loaded as '{A}', and 1 docket entries"):
        folder.load(store, courts)
    assert store.value("select case_id from events where event_id = 'entry-7'") == A


def test_an_id_of_which_something_was_known_or_that_somebody_follows_is_not_taken(
    store: Store, folder: Folder, courts: Courts
) -> None:
    gone = deepcopy(CASES[1]) | {"id": B, "events": [], "dockets": [{"id": B, "court": "mdd", "number": "1:26-cv-7"}]}
    folder.write("cases", gone)
    folder.load(store, courts)
    (folder.folder / "cases" / f"{B}.yaml").unlink()
    folder.load(store, courts)
    folder.rename(A, B, [A, f"{A}-cadc"])
    with pytest.raises(RegisterError, match=f"'{B}' was the id of another case"):
        folder.load(store, courts)
    follow(store, "ada@example.org", A)
    follow(store, "bob@example.org", C)
    folder.rename(B, C, [A, f"{A}-cadc"])
    with pytest.raises(RegisterError, match=f"'{C}' was the id of another case"):
        folder.load(store, courts)


def test_a_docket_takes_no_id_that_is_kept_for_another_case_s(store: Store, folder: Folder, courts: Courts) -> None:
    """A docket that left the register stays with its entries."""
    read_by_machine(store, 8, case_id=OTHER, docket_id=OTHER, court_id="mad")
    other = folder.read(OTHER)
    folder.write("cases", other | {"dockets": [{"id": "elsewhere", "court": "mad", "number": "1:26-cv-10002"}]})
    folder.load(store, courts)
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.rename(
        B,
        B,
        [A, f"{A}-cadc"],
        dockets=json.loads(json.dumps(folder.read(B)["dockets"]).replace(f'"{B}-cadc"', f'"{OTHER}"')),
        events=json.loads(json.dumps(folder.read(B)["events"]).replace(f'"{B}-cadc"', f'"{OTHER}"')),
    )
    with pytest.raises(RegisterError, match=f"'{OTHER}' is kept as the id of a docket of '{OTHER}'"):
        folder.load(store, courts)


def test_words_that_read_like_the_id_stay_words_and_nobody_is_told_of_them(
    store: Store, folder: Folder, courts: Courts
) -> None:
    folder.write("cases", {**folder.read(A), "plaintiffs": [A], "claims": [A]})
    folder.load(store, courts)
    follow(store, "ada@example.org", A)
    body = {**folder.read(A), "formerly": [A, f"{A}-cadc"]}
    (folder.folder / "cases" / f"{A}.yaml").unlink()
    folder.write("cases", {**json.loads(json.dumps(body).replace(A, B)), "plaintiffs": [A], "claims": [A],
                           "formerly": [A, f"{A}-cadc"]})  # fmt: skip
    folder.load(store, courts)
    then = cases_at(store, NOW + timedelta(hours=2, minutes=30))[B]
    assert (then.plaintiffs, then.claims) == ([A], [A])


@pytest.mark.parametrize("docket", [A, f"{A}-cadc"])
def test_what_a_private_notice_named_stays_private_when_dockets_have_other_ids(
    store: Store, folder: Folder, courts: Courts, docket: str
) -> None:
    store.execute("update docket_entries set private = 1, docket_id = ?, document_number = '5'", [docket])
    body = {"cases": [A], "private": [docket, "5"]}
    add_suggestions(store, [Found("appeal", "docket:ca1:26-1", "x", body=body)], NOW)
    assert is_private(store, open_suggestions(store)[0])
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.load(store, courts)
    (found,) = open_suggestions(store)
    assert found.body["cases"] == [B] and is_private(store, found)


def test_a_list_read_on_with_a_cursor_of_before_passes_nothing_over(
    store: Store, folder: Folder, courts: Courts
) -> None:
    client = site_over(folder.config).test_client()
    ids, url = [], f"/api/v1/events?case={A}&limit=1"
    while url:
        answer = client.get(url).json
        ids += [row["id"] for row in answer["results"]]
        url = (answer["next"] or "").removeprefix("http://localhost")
        if len(ids) == 2:
            folder.rename(A, B, [A, f"{A}-cadc"])
            folder.load(store, courts)
            client = site_over(folder.config).test_client()
    assert [i.replace(A, B) for i in ids] == [
        row["id"] for row in client.get(f"/api/v1/events?case={B}").json["results"]
    ]


def test_a_form_opened_before_still_means_the_case(store: Store, folder: Folder, courts: Courts) -> None:
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.load(store, courts)
    text = site_over(folder.config).test_client().get(f"/subscribe?case={A}").text
    assert re.search(rf'value="{B}"[^>]*checked', text)


@pytest.mark.parametrize("path", ["/calendar", "/timeline"])
def test_a_filter_of_before_holds_on_a_page_of_what_was_known_before(
    store: Store, folder: Folder, courts: Courts, path: str
) -> None:
    folder.rename(A, B, [A, f"{A}-cadc"])
    folder.load(store, courts)
    client = site_over(folder.config, lambda: NOW + 9 * HOUR).test_client()
    for query in ("", "&known_at=2026-11-22T16:30:00Z"):
        assert client.get(f"{path}?case={A}{query}").status_code == 200
