"""Chronologies from the site and from the command line: the same words, each form by its name, errors that name what
is wrong."""

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.chronology_world import CASE, FLOW
from tests.conftest import ROOT
from tests.shell import in_process
from tracker.config import Config
from tracker.documents import FORMS
from tracker.storage.store import open_store
from tracker.web import export


@pytest.mark.parametrize("form", FORMS)
def test_the_site_gives_each_form_with_its_type_and_a_name_of_ids_and_day(client: FlaskClient, form: str) -> None:
    found = client.get(f"/export/chronology.{FORMS[form].extension}?case={CASE}&as_of=2026-02-01")
    assert found.status_code == 200 and found.headers["Content-Type"] == FORMS[form].media
    name = f"chronology-{CASE}-2026-02-01.{FORMS[form].extension}"
    assert found.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert client.get(f"/export/chronology.{form}?case={CASE}&as_of=2026-02-01").data == found.data


def test_the_site_answers_for_flows_courts_kinds_and_changes(client: FlaskClient) -> None:
    def events(query: str) -> list[str]:
        return [e["id"] for e in json.loads(client.get(f"/export/chronology.json?{query}").data)["events"]]

    assert len(events(f"flow={FLOW}&case=list-v-board")) == 7
    assert events("court=mad") == ["list-v-board.2026-02-02-complaint"]
    assert events(f"case={CASE}&kind=complaint&kind=appearance") == [
        f"{CASE}.2025-06-10-complaint", f"{CASE}.2025-06-11-appearance",
    ]  # fmt: skip
    assert events(f"case={CASE}&orders=1") == [f"{CASE}.2025-12-01-stay"]
    assert events(f"case={CASE}&since=2026-03-15") == [] and len(events(f"case={CASE}&since=2026-01-01")) == 7
    assert events(f"case={CASE}&from=2026-01-01&to=2026-01-15")[:1] == [f"{CASE}.2026-01-10-admin-stay"]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "name at least one case, flow or court"),
        (f"case={CASE}&as_of=never", 400, "`as_of` is a day"),
        (f"case={CASE}&since=never", 400, "`since` is a day"),
        (f"case={CASE}&kind=rumour", 400, "`kind` cannot be"),
        (f"case={CASE}&as-of=2026-01-01", 400, "no parameter here"),
        ("case=nobody-v-nobody", 400, "no case"),
        ("court=dcx", 400, "no court"),
    ],
)
def test_what_cannot_be_answered_is_named(client: FlaskClient, query: str, status: int, words: str) -> None:
    found = client.get(f"/export/chronology.json?{query}")
    assert found.status_code == status and words in found.get_json()["error"]


def test_a_form_that_does_not_exist_is_no_page(client: FlaskClient) -> None:
    assert client.get(f"/export/chronology.exe?case={CASE}").status_code == 404


def test_a_withheld_case_is_not_given(config: Config, client: FlaskClient) -> None:
    store = open_store(config.db_path)
    with store.atomic():
        store.execute("insert into withheld values ('case', ?, 'sealed', '2026-03-02T00:00:00Z', 'op')", [CASE])
    store.close()
    assert client.get(f"/export/chronology.csv?case={CASE}").status_code == 404
    told = client.get(f"/export/chronology.csv?flow={FLOW}").text
    assert "Tenants" not in told and "Withheld: sealed" in told and CASE in told


def test_a_document_that_has_not_changed_is_not_written_again(client: FlaskClient) -> None:
    first = client.get(f"/export/chronology.pdf?case={CASE}")
    again = client.get(f"/export/chronology.pdf?case={CASE}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_more_events_than_fit_are_refused_with_a_way_out(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_EVENTS", 3)
    found = client.get(f"/export/chronology.json?case={CASE}")
    assert found.status_code == 400 and "narrow it by `from` and `to`" in found.get_json()["error"]


def test_no_more_than_a_few_documents_are_written_at_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(export, "_PATIENCE", 0.05)
    with export._AT_ONCE:
        assert client.get(f"/export/chronology.csv?case={CASE}").status_code == 503
    assert client.get(f"/export/chronology.csv?case={CASE}").status_code == 200


def env_of(config: Config) -> dict[str, str]:
    ours = {"TRACKER_DATA_DIR": str(config.data_dir)}
    return {k: v for k, v in os.environ.items() if not k.startswith("TRACKER_")} | ours


def run(config: Config, *args: str) -> subprocess.CompletedProcess[bytes]:
    return in_process(env_of(config), "export", "chronology", *args)


def run_alone(config: Config, *args: str) -> subprocess.CompletedProcess[bytes]:
    """The same in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tracker", "export", "chronology", *args], capture_output=True, cwd=ROOT, timeout=300,
        env=env_of(config), check=False,
    )  # fmt: skip


def test_a_file_is_written_in_the_form_that_its_name_ends_with_unless_another_is_asked_for(
    config: Config, tmp_path: Path
) -> None:
    for name, more, begins in (
        ("c.DOCX", (), b"PK"), ("c.md", (), b"# Chronology"), ("c.casemap.csv", (), b"\xef\xbb\xbfDate & Time"),
        ("c.docx", ("--format", "json"), b"{"), ("c.txt", (), b"\xef\xbb\xbfdate,"),
    ):  # fmt: skip
        done = run(config, "--case", CASE, *more, "-o", str(tmp_path / name))
        assert done.returncode == 0 and (tmp_path / name).read_bytes().startswith(begins), name


def test_the_command_line_writes_what_the_site_gives(config: Config, client: FlaskClient, tmp_path: Path) -> None:
    out = tmp_path / "c.docx"
    done = run_alone(config, "--case", CASE, "--flow", FLOW, "--as-of", "2026-02-01", "--known-at", "2026-03-05",
                     "--format", "docx", "-o", str(out))  # fmt: skip
    assert done.returncode == 0 and b"7 events written to" in done.stderr, done.stderr
    query = f"case={CASE}&flow={FLOW}&as_of=2026-02-01&known_at=2026-03-05"
    assert client.get(f"/export/chronology.docx?{query}").data == out.read_bytes()
    assert zipfile.ZipFile(io.BytesIO(out.read_bytes())).testzip() is None


def test_the_command_line_narrows_and_tells_changes(config: Config) -> None:
    done = run(config, "--court", "dcd", "--kind", "order", "--orders", "--confirmed", "--format", "json")
    assert [e["id"] for e in json.loads(done.stdout)["events"]] == [f"{CASE}.2025-12-01-stay"]
    done = run_alone(config, "--case", CASE, "--since", "2026-01-01T00:00:00Z", "--format", "json")
    assert {e["change"] for e in json.loads(done.stdout)["events"]} == {"added"}


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ((), 2, b"name at least one --case, --flow or --court"),
        (("--case", CASE, "--since", "soon"), 2, b"--since: 'soon' is neither a day"),
        (("--case", CASE, "--kind", "rumour"), 2, b"rumour"),
        (("--case", CASE, "--format", "exe"), 2, b"exe"),
        (("--case", "nobody-v-nobody"), 1, b"tracker: no case 'nobody-v-nobody' in the register"),
        (("--case", CASE, "-o", "/nowhere/c.csv"), 1, b"tracker: cannot write /nowhere/c.csv"),
    ],
)  # fmt: skip
def test_the_command_line_says_what_is_wrong(config: Config, args: tuple[str, ...], code: int, words: bytes) -> None:
    done = run(config, *args)
    assert done.returncode == code and words in done.stderr and b"Traceback" not in done.stderr
