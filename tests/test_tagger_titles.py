"""One title of a motion means one relief, in whatever form a court writes about it; one beginning, one kind."""

from pathlib import Path

import pytest

from tests import real
from tracker.tagging.tagger import tag

RULES = real.rules()
LINES = [
    line.split("|")
    for line in (Path(__file__).parent / "tagger_titles.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
TITLES = [("nysb", line[1], line[2]) if line[0] == "nysb" else ("dcd", *line) for line in LINES if line[0] != "kind"]
BEGINNINGS = [(line[1], line[2]) for line in LINES if line[0] == "kind"]
ESTATE = ("Debtor", "Creditors", "Chapter", "BNC")
FORMS = [
    ("{title} by Acme Inc. (Poe, Ann)", "sought", False),
    ("RESPONSE to {title} filed by Acme Inc. (Poe, Ann)", "addressed", False),
    ("ORDER denying 9 {title}. Signed by Judge Ann Roe on 1/1/2024. (abc)", "denied", True),
    ("ORDER finding as moot 9 {title}. Signed by Judge Ann Roe on 1/1/2024. (abc)", "moot", True),
    ("TEXT ORDER taking under advisement 9 {title}. (abc)", "deferred", True),
    ("ORDER granting in part and denying in part {title} [9]. Signed by Judge Ann Roe. (abc)", "granted_in_part", True),
    ("Order Granting {title} (Related Doc # 9). Signed on 1/1/2024. (Poe, Ann)", "granted", True),
    ("ORDER: Plaintiff's {title} (ECF No. 9) is GRANTED. Signed by Judge Ann Roe on 1/1/2024. (abc)", "granted", True),
    (
        (
            "MINUTE ORDER. Upon consideration of Plaintiff's 9 {title}, it is hereby ORDERED that the motion is GRANTED. "
            "Signed by Judge Ann Roe. (abc)"
        ),
        "granted",
        True,
    ),
    (
        (
            "Minute Entry for proceedings held before Judge Ann Roe: Motion Hearing held on 1/1/2024 re 9 {title} filed by "
            "Acme. Motion denied for the reasons stated. (abc)"
        ),
        "denied",
        True,
    ),
]


@pytest.mark.parametrize(
    ("form", "disposition", "decides"), FORMS, ids=[form[1] + str(n) for n, form in enumerate(FORMS)]
)
def test_a_title_means_the_same_relief_in_every_form(form: str, disposition: str, decides: bool) -> None:
    wrong = []
    for court, relief, title in TITLES:
        if decides:
            # What the extension is for is no part of what is ruled on here.
            title = title.replace(" as to 12 MOTION to Dismiss", "")
        said = disposition
        if disposition == "granted" and "Lift Stay" in title:
            said = "dissolved"
        elif disposition == "granted" and relief == "appeal" and "Dismiss" in title:
            said = "dismissed"
        found = tag(RULES, form.format(title=title), court_id=court, source="docket")
        pairs = {(one.relief, one.disposition) for one in found.actions}
        if pairs != {(relief, said)} or found.rules_on != ((9,) if decides else ()):
            wrong.append((title, relief, pairs, found.rules_on))
    assert not wrong


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in BEGINNINGS}))
def test_the_beginning_of_an_entry_gives_its_kind(kind: str) -> None:
    wrong = []
    for beginning in (beginning for of, beginning in BEGINNINGS if of == kind):
        court = "nysb" if any(word in beginning for word in ESTATE) else "dcd"
        for text in (beginning, beginning.upper()):
            found = tag(RULES, f"{text.rstrip('.')}. (abc)", court_id=court, source="docket").kind
            if found != kind:
                wrong.append(f"{found}: {text}")
    assert not wrong
