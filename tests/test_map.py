"""The map: every flow an arrow by its status, nothing over anything else, the same facts as a table."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.website import HOSTILE, load_small, page, read_by_machine, site_over
from tracker.law.answers import FlowAnswer, FlowOrder, Pending
from tracker.outputs.board import build_row
from tracker.outputs.map import LANE, RIGHT, ROW, Map, build_map, crossings, curve
from tracker.register.schema import Flow
from tracker.storage.store import open_store

DAY = date(2026, 11, 22)


def flow(number: int, source: str, recipient: str, part: str | None = None, **more: Any) -> Flow:
    return Flow.model_validate(
        {
            "id": f"f-{number}", "name": f"{source} → {recipient} {number}", "data": ["names"],
            "source": {"name": f"Agency {source}", "short": source, "part_of": part},
            "recipient": {"name": f"Agency {recipient}", "short": recipient}, "sources": ["https://example.org/"],
        } | more
    )  # fmt: skip


def drawn(flows: list[Flow], status: str = "open", **answer: Any) -> Map:
    rows = []
    for one in flows:
        said = {
            "flow_id": one.id, "as_of": DAY, "status": status, "since": date(2026, 1, 2), "operating": "unknown",
            "verified_through": DAY, "orders_in_force": (), "orders_uncertain": (), "pending": (), "because": (),
            "conflict": None, "history": (),
        } | answer  # fmt: skip
        rows.append(build_row(one, FlowAnswer(**said), {}, {}, {}, None))
    found = build_map(rows)
    assert found is not None
    return found


def many(count: int) -> list[Flow]:
    """Flows between 40 givers in 9 departments and 23 receivers, mixed by fixed numbers."""
    return [flow(n, f"A{n * 7 % 40}", f"B{n * 11 % 23}", f"D{n * 7 % 40 % 9}") for n in range(count)]


@pytest.mark.parametrize("count", [1, 2, 32, 300])
def test_no_box_row_name_or_arrowhead_lies_over_another(count: int) -> None:
    picture = drawn(many(count))
    for side in (1, RIGHT):
        boxes = sorted((n.y, n.y + n.height) for n in picture.nodes if n.x == side)
        assert all(above[1] < below[0] for above, below in zip(boxes, boxes[1:], strict=False))
        names = sorted(label.y for label in picture.labels if label.x == side)
        for y in names:
            assert not [b for b in boxes if b[0] < y and y - 10 < b[1]], "a department's name lies in a box"
    rows, ends = sorted(a.y for a in picture.arrows), sorted(a.end_y for a in picture.arrows)
    assert all(b - a >= ROW for a, b in zip(rows, rows[1:], strict=False))
    assert all(b - a >= LANE - 0.2 for a, b in zip(ends, ends[1:], strict=False))
    assert all(n.y > 0 and n.y + n.height < picture.height for n in picture.nodes)


def test_each_arrow_leaves_the_box_of_its_giver_and_reaches_the_box_of_its_receiver() -> None:
    picture = drawn(many(60))
    boxes = {(n.x, n.short): (n.y, n.y + n.height) for n in picture.nodes}
    for arrow in picture.arrows:
        top, bottom = boxes[(1, arrow.row.flow.source.short)]
        assert top < arrow.y < bottom
        top, bottom = boxes[(RIGHT, arrow.row.flow.recipient.short)]
        assert top < arrow.end_y < bottom


def test_the_same_flows_in_any_order_make_the_same_map() -> None:
    flows = many(40)
    assert drawn(flows) == drawn(flows[::-1])


def test_a_flow_keeps_its_place_whatever_its_status() -> None:
    flows = many(40)
    places = [[(a.row.flow.id, a.y, a.end_y) for a in drawn(flows, status).arrows] for status in ("open", "blocked")]
    assert places[0] == places[1]


def test_arrows_that_need_not_cross_do_not() -> None:
    pairs = [("A", "Z"), ("B", "Y"), ("C", "X")]
    picture = drawn([flow(n, a, b) for n, (a, b) in enumerate(pairs)])
    starts = sorted((a.y, a.end_y) for a in picture.arrows)
    assert starts == sorted(starts, key=lambda s: s[1])


def test_sorting_leaves_fewer_crossings_than_the_alphabet() -> None:
    flows = [flow(n, f"A{n}", f"B{(n * 5 + 3) % 12}") for n in range(12)]
    pairs = [((f.source.short,) * 2, (f.recipient.short,) * 2) for f in flows]
    lefts, rights = sorted({a for a, _ in pairs}), sorted({b for _, b in pairs})
    ends = [a.end_y for a in drawn(flows).arrows]
    crossed = sum(1 for i, a in enumerate(ends) for b in ends[i + 1 :] if a > b)
    assert crossed == 0 < crossings(pairs, lefts, rights)


def test_an_agency_that_gives_and_receives_stands_on_both_sides() -> None:
    picture = drawn([flow(1, "X", "Y"), flow(2, "Y", "Z")])
    assert [n.x for n in picture.nodes if n.short == "Y"] == [1, RIGHT]


def test_the_filled_half_of_a_limited_arrow_runs_beside_its_middle_line() -> None:
    assert drawn([flow(1, "X", "Y")], "limited").arrows[0].half
    assert not drawn([flow(1, "X", "Y")], "blocked").arrows[0].half
    for end in (100.0, 40.0, 400.0):
        numbers = [[float(n) for n in re.findall(r"-?[\d.]+", curve(100, end, aside))] for aside in (0, 1.75)]
        assert numbers[0][0] == numbers[1][0] and numbers[1][1] - numbers[0][1] == pytest.approx(1.75, abs=0.1)


def test_an_arrow_tells_its_status_its_orders_and_what_nobody_has_read_yet() -> None:
    order = FlowOrder("c.2026-01-02", "c", date(2026, 1, 2), "bars", True, "", (), "in_force", DAY, "Stay")
    unread = Pending("entry-1", DAY, "a ruling was entered; not yet read", "c", (), ())
    arrow = drawn([flow(1, "X", "Y")], "blocked", orders_in_force=(order,), pending=(unread,)).arrows[0]
    assert arrow.lines[0] == "Blocked since Jan 2, 2026"
    assert "bars all of it" in arrow.lines[1] and "not yet read" in arrow.lines[2]
    assert arrow.label.endswith("(?)") and "Agency X to Agency Y: names" in arrow.title


def test_no_flow_no_map() -> None:
    assert build_map([]) is None


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return site_over(load_small(tmp_path)).test_client()


def test_an_arrow_names_only_the_month_where_no_source_names_the_day() -> None:
    life = [{"date": "2025-12", "state": "exists", "text": "Said.", "sources": ["https://example.org/"]}]
    (arrow,) = drawn([flow(1, "A", "B", life=life)], since=date(2025, 12, 31)).arrows
    assert "Open since Dec 2025 (day not known)." in arrow.title and "Dec 31" not in arrow.title + arrow.lines[0]


def test_an_arrow_heard_alone_says_when_it_was_last_checked(client: FlaskClient) -> None:
    told = html.fromstring(page(client, "/map")).xpath("//a[@class='map-flow']/@aria-label")
    assert any("(in force when last checked, Jul 28, 2026). Bureau of Tenancy to" in t for t in told)
    assert any("addresses. Bars all of it: Tenants v. Bureau, D.D.C., Dec 1, 2025" in t for t in told)


def test_each_arrow_is_a_link_to_its_flow_and_the_table_says_the_same(client: FlaskClient) -> None:
    tree = html.fromstring(page(client, "/map"))
    arrows = tree.xpath("//svg[@class='map']//a")
    said = {a.get("href"): a.get("aria-label") for a in arrows}
    assert said.keys() == {"/flows/bureau-to-office-files", "/flows/board-to-office-lists"}
    assert "Blocked since Jan 20, 2026" in said["/flows/bureau-to-office-files"]
    row = " ".join(tree.xpath("//tr[@id='bureau-to-office-files']")[0].text_content().split())
    assert "Blocked since Jan 20, 2026" in row and "Tenants v. Bureau, D.D.C., Dec 1, 2025" in row
    assert [a.get("href") for a in arrows] == tree.xpath("//tr[@data-row]/th/a/@href")


def test_each_status_has_a_drawing_of_its_own(client: FlaskClient) -> None:
    tree = html.fromstring(page(client, "/map"))
    drawn_as = {a.get("href").split("/")[-1]: a.xpath(".//path/@class") for a in tree.xpath("//svg[@class='map']//a")}
    assert drawn_as["bureau-to-office-files"] == ["map-hit", "map-band", "map-solid"]
    assert drawn_as["board-to-office-lists"] == ["map-hit", "map-band", "map-in", "map-ground"]


def test_the_map_turns_back_in_time_and_says_so(client: FlaskClient) -> None:
    text = page(client, "/map?as_of=2026-01-15")
    assert "You are looking at Thursday, Jan 15, 2026, not at today." in text
    arrow = html.fromstring(text).xpath("//svg[@class='map']//a[contains(@href, 'bureau-to-office-files')]")[0]
    assert arrow.get("href") == "/flows/bureau-to-office-files?as_of=2026-01-15"
    assert ": Open since" in arrow.get("aria-label")


def test_before_anything_was_known_the_map_says_so_in_words(client: FlaskClient) -> None:
    text = page(client, "/map?known_at=2026-02-01")
    assert "Nothing was known to the tracker then" in text and 'class="map"' not in text


def test_the_map_carries_no_inline_style_and_names_a_wrong_parameter(client: FlaskClient) -> None:
    tree = html.fromstring(page(client, "/map"))
    assert not tree.xpath("//@style") and not tree.xpath("//style") and not tree.xpath("//script[not(@src)]")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)) and len(tree.xpath("//h1")) == 1
    assert "`as_of`" in page(client, "/map?as_of=x", 400) and "`when`" in page(client, "/map?when=x", 400)


def test_an_unread_ruling_shows_on_the_map_and_changes_no_arrow(tmp_path: Path) -> None:
    config = load_small(tmp_path)
    store = open_store(config.db_path)
    read_by_machine(store, 7, title=HOSTILE, pending=True)
    store.close()
    text = page(site_over(config).test_client(), "/map")
    assert "<script>alert" not in text and "(?)" in text
    arrow = html.fromstring(text).xpath("//svg[@class='map']//a[@href='/flows/bureau-to-office-files']")[0]
    assert "Blocked since" in arrow.get("aria-label") and "not yet read" in arrow.get("aria-label")
