"""Suggestions on the desk: they wait, are accepted or dismissed, give the register's lines, and change nothing else."""

import re
from pathlib import Path

import pytest
import yaml

from tests.desk import Desk, one, token_in
from tests.website import NOW
from tracker.courts import load_courts
from tracker.errors import RegisterError
from tracker.register.files import load_register
from tracker.storage.facts import cases_at, version
from tracker.storage.suggestions import Found, add_suggestions, find_suggestion

DOCKET = Found(
    "docket", "docket:dcd:1:26-cv-00777", "Widows' League et al v. Internal Revenue Service", "dcd", "1:26-cv-00777",
    "Widows' League et al v. Internal Revenue Service", "https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?9",
    "2026-11-20", 0.9, ("an organization against IRS", "“Motion for TRO”"),
)  # fmt: skip
APPEAL = Found(
    "appeal", "docket:cadc:26-5044", "Tenants v. Bureau", "cadc", "26-5044", "Tenants Union v. Bureau of Tenancy",
    None, "2026-11-20", 1.0, ("entry 91 of 1:25-cv-01234 (D.D.C.) names this number",),
    {"cases": ["tenants-v-bureau"]},
)  # fmt: skip
MATCHING = Found(
    "register", "fr:2026-12345:2026-11-20", "Privacy Act of 1974; Matching Program", None, None, "",
    "https://www.federalregister.gov/d/2026-12345", "2026-11-20", 1.0, ("matching programme of Housing",),
    {"agencies": ["Housing and Urban Development Department"], "action": "Notice of a new matching program.",
     "abstract": "The two agencies will match tenancy files.", "flows": ["bureau-to-office-files"],
     "span": {"starts": "2027-01-01", "ends": "2028-06-30", "computed": True, "estimated": False,
              "renewable_to": "2029-06-30", "quote": "The program begins January 1, 2027 and runs 18 months."}},
)  # fmt: skip
HELD = Found(
    "notice", "mail:aa", "A message that claims to be a notice of D.D.C.", "dcd", None, "", None, "2026-11-22", 1.0,
    ("it was not sent from an address of a federal court",),
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    store = desk.store()
    with store.atomic():
        assert add_suggestions(store, [DOCKET, APPEAL, MATCHING, HELD], NOW) == 4
    store.close()
    return desk


def settle(desk: Desk, number: int, do: str, why: str = "", who: str = "Ada") -> str:
    browser = desk.as_(who)
    path = f"/review/suggestion/{number}"
    answer = browser.post(path, {"csrf_token": token_in(browser.get(path)), "do": do, "why": why})
    assert answer.status_code == 303, answer.text[:300]
    return str(answer.headers["Location"])


def test_suggestions_wait_on_the_desk_with_their_reasons(desk: Desk) -> None:
    page = desk.as_("Rosa").get("/review")
    assert "What may belong into the register" in page and "Mail that was held" in page
    assert "Looks like data sharing: an organization against IRS; “Motion for TRO”" in page
    assert page.index("Mail that was held") < page.index("What may belong into the register")


def test_accepting_keeps_a_decision_shows_the_lines_and_changes_no_law(desk: Desk) -> None:
    store = desk.store()
    before = (version(store), cases_at(store))
    location = settle(desk, 1, "accept", "read the complaint")
    assert location.startswith("/review/suggestion/1?done=")
    page = desk.as_("Ada").get(location)
    assert "Accepted" in page and "tracker case new dcd" in page and "read the complaint" in page
    assert (version(store), cases_at(store)) == before
    assert store.value("select action || ' ' || by_name from decisions") == "accept Ada"
    store.close()
    assert '/review/suggestion/1"' not in desk.as_("Ada").get("/review")


def test_the_lines_for_a_docket_are_a_case_file_that_loads_once_it_has_a_name(desk: Desk, tmp_path: Path) -> None:
    page = desk.as_("Ada").get("/review/suggestion/1")
    text = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.S)
    assert text
    lines = text.group(1).replace("&#34;", '"').replace("&#39;", "'")
    folder = tmp_path / "register"
    (folder / "cases").mkdir(parents=True)
    (folder / "flows").mkdir()
    file, courts = folder / "cases" / "dcd-1-26-cv-00777.yaml", frozenset(load_courts(desk.config.courts_file))
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(RegisterError, match=r"yaml:4: `name`: 'PLAINTIFF v\. DEFENDANT' is what `case new` wrote"):
        load_register(folder, courts)
    file.write_text(lines.replace("PLAINTIFF v. DEFENDANT", "Tenants v. Bureau"), encoding="utf-8")
    register = load_register(folder, courts)
    case = register.cases["dcd-1-26-cv-00777"]
    assert (case.caption, case.dockets[0].number) == (DOCKET.caption, "1:26-cv-00777")


def test_an_appeal_offers_one_more_docket_of_its_case(desk: Desk) -> None:
    page = desk.as_("Ada").get("/review/suggestion/2")
    assert "cases/tenants-v-bureau.yaml</code>, under <code>dockets:</code>" in page
    text = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.S)
    assert text and yaml.safe_load(text.group(1).replace("&#34;", '"')) == [
        {"id": "cadc-26-5044", "court": "cadc", "number": "26-5044", "caption": "Tenants Union v. Bureau of Tenancy",
         "reviews": "tenants-v-bureau"}
    ]  # fmt: skip


def test_a_matching_programme_says_when_it_runs_out_and_how_that_is_known(desk: Desk) -> None:
    page = desk.as_("Ada").get("/review/suggestion/3")
    assert "Jun 30, 2028" in page and "computed from the start and the months" in page and "read by machine" in page
    assert "if renewed" in page and "Bureau → Office files" in page


def test_a_dismissed_one_is_gone_and_can_be_taken_back(desk: Desk) -> None:
    settle(desk, 3, "dismiss", "no person's data")
    assert "Matching Program" not in desk.as_("Ada").get("/review")
    ada = desk.as_("Ada")
    page = ada.get("/review/suggestion/3")
    assert "For the register" not in page
    undone = ada.post("/review/decisions/1/undo", {"csrf_token": token_in(page), "why": "too quick"})
    assert undone.status_code == 303 and "/review/suggestion/3" in undone.headers["Location"]
    assert "Matching Program" in ada.get("/review")
    assert "Taken back" in ada.get(undone.headers["Location"])


def test_it_is_decided_once(desk: Desk) -> None:
    ada = desk.as_("Ada")
    token = token_in(ada.get("/review/suggestion/1"))
    settle(desk, 1, "dismiss", who="Grace")
    late = ada.post("/review/suggestion/1", {"csrf_token": token, "do": "accept"})
    assert late.status_code == 404
    store = desk.store()
    found = find_suggestion(store, 1)
    assert found and found.closed_as == "dismissed"
    assert store.value("select count(*) from decisions") == 1


@pytest.mark.parametrize("said", [{"do": "nonsense"}, {}])
def test_a_word_that_no_button_says_decides_nothing(desk: Desk, said: dict[str, str]) -> None:
    ada = desk.as_("Ada")
    fields = {"csrf_token": token_in(ada.get("/review/suggestion/1"))}
    assert ada.post("/review/suggestion/1", fields | said).status_code == 400
    assert one(desk.store(), "select count(*) from decisions") == 0


def test_a_reader_sees_and_does_not_decide(desk: Desk) -> None:
    rosa = desk.as_("Rosa")
    page = rosa.get("/review/suggestion/1")
    assert "It is about data sharing" not in page
    assert rosa.post("/review/suggestion/1", {"csrf_token": token_in(page), "do": "accept"}).status_code == 403


def test_what_the_register_has_by_now_waits_no_longer(desk: Desk) -> None:
    store = desk.store()
    with store.atomic():
        add_suggestions(
            store, [Found("appeal", "docket:dcd:x", "Already here", "dcd", "1:25-CV-01234-ABC", "Already here")], NOW
        )
    store.close()
    assert "Already here" not in desk.as_("Ada").get("/review")


def test_a_hostile_caption_is_shown_as_text(desk: Desk) -> None:
    store = desk.store()
    hostile = "League v. IRS <script>alert(1)</script>\u202e\nid: gone"
    with store.atomic():
        add_suggestions(store, [Found("docket", "docket:mad:h", hostile, "mad", "1:26-cv-9", hostile)], NOW)
    store.close()
    page = desk.as_("Ada").get("/review/suggestion/5")
    assert "<script>alert" not in page and "\u202e" not in page
    text = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.S)
    assert text and "\nid: gone" not in text.group(1)


def test_strangers_see_nothing_of_suggestions(desk: Desk) -> None:
    assert desk.stranger().client.get("/review/suggestion/1").status_code == 303
    for path in ("/", "/timeline", "/corrections", "/sources"):
        assert "Widows" not in desk.stranger().get(path)
