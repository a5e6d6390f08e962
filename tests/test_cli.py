"""Every verb as its user meets it: output, exit code, and one clear line for an error."""

import json
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.factories import CASE, FLOW, item
from tests.shell import Shell
from tracker.demo.feed import feed

VERBS = (
    "run", "serve", "work", "load", "check", "fetch", "ingest", "parse-feed", "tag", "link", "confirm", "evaluate",
    "digest", "export", "withhold", "release", "status", "reparse", "retag", "backup", "case", "demo",
)  # fmt: skip


@pytest.fixture
def tracker(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str, tracker: Shell) -> None:
    result = tracker(verb, "--help")
    assert result.returncode == 0 and "Usage:" in result.stdout


def test_the_program_runs_as_a_module_and_says_what_it_can_do(tracker: Shell) -> None:
    result = tracker.alone("--help")
    assert result.returncode == 0 and "chronology" not in result.stderr
    assert all(f"  {verb} " in result.stdout for verb in VERBS)
    failed = tracker.alone("parse-feed", str(tracker.folder / "nothing.xml"), "--court", "demod")
    assert failed.returncode == 1 and "cannot read" in one_line(failed)


def test_wrong_usage_exits_with_two(tracker: Shell) -> None:
    assert tracker("no-such-verb").returncode == 2
    assert tracker("parse-feed").returncode == 2
    assert tracker("export", "chronology").returncode == 2
    backwards = tracker("export", "chronology", "--case", CASE, "--from", "2026-05-01", "--to", "2026-04-01")
    assert backwards.returncode == 2 and "--to (2026-04-01) lies before --from (2026-05-01)" in backwards.stderr
    for far in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"):
        for wrong in (("digest", "--now", far), ("export", "chronology", "--case", CASE, "--known-at", far)):
            found = tracker(*wrong)
            assert found.returncode == 2 and "Traceback" not in found.stderr


def test_check_and_load_say_how_much_there_is(tracker: Shell) -> None:
    assert "register is valid: 1 cases, 1 flows, 2 events, 0 orders" in tracker("check").stdout
    assert "4 new, 0 changed, 0 retracted" in tracker("load").stdout
    assert "0 new, 0 changed, 0 retracted" in tracker("load").stdout


def test_a_typo_in_the_register_is_named_by_file_and_line(tracker: Shell) -> None:
    file = tracker.register / "cases" / f"{CASE}.yaml"
    file.write_text(file.read_text().replace("    title: Motion for a", "    titel: Motion for a"))
    result = tracker("check")
    assert result.returncode == 1
    assert f"cases/{CASE}.yaml:" in result.stderr and "titel" in result.stderr and "Traceback" not in result.stderr


def test_a_broken_register_leaves_what_is_stored(tracker: Shell) -> None:
    tracker("load")
    (tracker.register / "flows" / f"{FLOW}.yaml").write_text("id: [")
    assert tracker("load").returncode == 1
    assert "flows: 1" in tracker("status").stdout


def test_parse_feed_prints_one_entry_a_line_with_the_fields_of_the_contract(tracker: Shell) -> None:
    file = tracker.folder / "feed.xml"
    file.write_bytes(feed(datetime(2026, 11, 20, 18, 0, tzinfo=UTC), item("Order on Motion for TRO", 44)))
    result = tracker("parse-feed", str(file), "--court", "demod")
    (entry,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert list(entry) == [
        "court_id", "docket_number", "pacer_case_id", "caption", "date_entered", "document_number", "pacer_doc_id",
        "pacer_seq_no", "short_descriptions",
    ]  # fmt: skip
    assert entry["docket_number"] == "1:26-cv-00042" and entry["date_entered"] == "2026-11-20T17:55:00+00:00"
    assert entry["short_descriptions"] == ["Order on Motion for TRO"]


def test_a_court_that_does_not_exist_is_one_clear_sentence(tracker: Shell) -> None:
    file = tracker.folder / "feed.xml"
    file.write_bytes(b"<rss/>")
    result = tracker("parse-feed", str(file), "--court", "dcx")
    assert result.returncode == 1 and "court 'dcx' is neither" in one_line(result)


@pytest.mark.parametrize(
    "body", [b"", b"<!doctype html><html><body>Closed</body></html>", b"<rss><channel><item>", b"\xff\xfe\x00"],
    ids=["empty", "html", "truncated", "garbage"],
)  # fmt: skip
def test_a_feed_that_cannot_be_read_is_one_clear_sentence(tracker: Shell, body: bytes) -> None:
    file = tracker.folder / "feed.xml"
    file.write_bytes(body)
    result = tracker("parse-feed", str(file), "--court", "demod")
    assert result.returncode == 1 and one_line(result).startswith("tracker: ")


def test_ingest_confirm_and_export_go_the_whole_way(tracker: Shell) -> None:
    tracker("load")
    table = tracker.ingest("Order on Motion for Preliminary Injunction")
    assert table.returncode == 0 and "file-demod  ok      1" in table.stdout
    done = tracker(
        "confirm", "entry-1", "--by", "Ada", "--outcome", "preliminary_injunction granted", "--flow", FLOW,
        "--effect", "bars", "--whole", "--people", "everyone", "--extent", "No hand-over of any file.",
    )  # fmt: skip
    assert done.returncode == 0 and f"order {CASE}.2026-11-20" in done.stdout
    out = tracker.folder / "chronology.csv"
    assert tracker("export", "chronology", "--flow", FLOW, "-o", str(out)).returncode == 0
    text = out.read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("date,date_filed,date_entered,case,court,docket_number")
    assert f"{CASE}.2026-11-20" in text and "confirmed by a person" in text


def test_confirm_needs_flow_and_effect_together(tracker: Shell) -> None:
    tracker("load")
    assert tracker("confirm", "entry-1", "--by", "Ada", "--flow", FLOW).returncode == 2


def test_withhold_takes_the_words_out_of_exports(tracker: Shell) -> None:
    tracker("load")
    tracker.ingest("Sealed Secret Motion")
    assert tracker("withhold", "1", "--reason", "sealed by the court").stdout.startswith("withheld entry-1")
    text = tracker("export", "chronology", "--case", CASE).stdout
    assert "Secret" not in text and "entry-1" in text
    retagged = tracker("retag")
    assert retagged.returncode == 0
    assert "Secret" not in tracker("export", "chronology", "--case", CASE).stdout


def test_status_backup_reparse_and_retag_work_on_a_live_store(tracker: Shell) -> None:
    tracker("load")
    tracker.ingest("Order")
    assert "docket entries: 1" in tracker("status").stdout
    assert "checked" in tracker("backup", str(tracker.folder / "copy.db")).stdout
    again = tracker("reparse")
    assert again.returncode == 0 and "docket entries: 1" in tracker("status").stdout
    assert "0 readings changed" in tracker("retag").stdout


@pytest.mark.parametrize(
    "verb",
    [("backup", "copy.db"), ("export", "chronology", "--case", CASE), ("retag",), ("reparse",), ("gap", "list"),
      ("withhold", "entry-1", "--reason", "sealed"), ("status",)],
)  # fmt: skip
def test_a_verb_with_the_wrong_data_folder_says_so_and_makes_no_empty_store(
    tracker: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "there is nothing in" in one_line(tracker(*verb))
    assert not (tracker.folder / "var").exists() and not (tmp_path / "copy.db").exists()


def test_tag_reads_lines_and_writes_the_contract(tracker: Shell) -> None:
    line = json.dumps({"id": "a", "court": "dcd", "text": "Order on Motion for TRO", "source": "rss"})
    (tagged,) = [json.loads(x) for x in tracker("tag", stdin=line + "\n").stdout.splitlines()]
    assert tagged["id"] == "a" and tagged["kind"] == "order" and tagged["rules_on"] == []
    assert tagged["actions"] == [{"relief": "temporary_restraining_order", "disposition": None}]
    assert set(tagged["matches"][0]) == {"label", "rule", "start", "end"}


def test_a_line_that_is_no_json_is_named(tracker: Shell) -> None:
    result = tracker("tag", stdin="{}\nnot json\n")
    assert result.returncode == 1


def test_link_reads_lines_and_writes_the_contract(tracker: Shell) -> None:
    line = json.dumps({"id": "n", "title": "Bake sale on Sunday", "summary": "Cakes.", "url": "", "published": None})
    (linked,) = [json.loads(x) for x in tracker("link", stdin=line + "\n").stdout.splitlines()]
    assert list(linked) == ["id", "relevant", "case_ids", "flow_ids", "event", "event_date", "because"]
    assert linked["relevant"] is False and linked["case_ids"] == []


def test_case_new_writes_a_skeleton_that_check_refuses_until_it_is_filled_in(tracker: Shell) -> None:
    result = tracker("case", "new", "demod", "1:26-cv-00099")
    assert result.returncode == 0
    file = tracker.register / "cases" / "demod-1-26-cv-00099.yaml"
    for verb in ("check", "load"):
        refused = tracker(verb)
        assert refused.returncode == 1
        name, caption = refused.stderr.strip().splitlines()[-2:]
        assert f"cases/{file.name}:4: `name`: 'PLAINTIFF v. DEFENDANT' is what `case new` wrote" in name
        assert f"cases/{file.name}:5: `caption`: " in caption and "as it stands on the papers" in caption
    text = file.read_text(encoding="utf-8").replace("PLAINTIFF v. DEFENDANT", "Hikers v. Parks")
    file.write_text(
        text.replace("FULL CAPTION AS ON THE PAPERS", "The Hikers v. Department of Parks"), encoding="utf-8"
    )
    assert tracker("check").returncode == 0
    assert "exists already" in one_line(tracker("case", "new", "demod", "1:26-cv-00099"))


def test_case_new_writes_nothing_for_what_cannot_be_an_id_or_is_there_already(tracker: Shell) -> None:
    assert tracker("case", "new", "demod", "1:26-cv-00099", "--id", "hikers-v-parks").returncode == 0
    for words in (["1:26-cv-7", "--id", "../../out"], ["1:26-cv-7", "--id", "Bad Id"], [""], ["1:26-cv-7\nid: x"]):
        result = tracker("case", "new", "demod", *words)
        if words == ["1:26-cv-7\nid: x"]:
            assert result.returncode == 0, "the number is read out of it; nothing of the rest gets into the file"
        else:
            assert result.returncode == 1 and "is no " in one_line(result)
    assert "in the register already, in cases/hikers-v-parks.yaml" in one_line(
        tracker("case", "new", "demod", "1:26-cv-00099-ABC", "--id", "another")
    ), "also while that file is not filled in"
    assert sorted(file.stem for file in (tracker.register / "cases").glob("*.yaml")) == sorted(
        [CASE, "hikers-v-parks", "demod-1-26-cv-7"]
    )


def test_a_port_in_use_is_one_clear_sentence(tracker: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        tracker.env["TRACKER_PORT"] = str(taken.getsockname()[1])
        result = tracker("run")
    assert result.returncode == 1 and "set TRACKER_PORT to another" in one_line(result)


def test_a_data_folder_that_cannot_be_written_is_one_clear_sentence(tracker: Shell) -> None:
    (tracker.folder / "file").write_text("in the way")
    tracker.env["TRACKER_DATA_DIR"] = str(tracker.folder / "file" / "var")
    result = tracker("load")
    assert result.returncode == 1 and "TRACKER_DATA_DIR" in one_line(result)


def test_a_setting_that_cannot_be_used_is_one_clear_sentence(tracker: Shell) -> None:
    tracker.env["TRACKER_PORT"] = "eight"
    result = tracker("load")
    assert result.returncode == 1 and "TRACKER_PORT must be a whole number" in one_line(result)
