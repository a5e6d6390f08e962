"""From the command to the first page: what is read again, what is not, and that what is told at once is right."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.factories import CASE, DEMO, FLOW
from tracker.cli.site import prepare
from tracker.config import Config
from tracker.errors import RegisterError
from tracker.ingest import register as loading
from tracker.law.deadlines import legal_holidays
from tracker.register.mark import register_mark
from tracker.storage.loaded import loaded_mark
from tracker.storage.meta import note
from tracker.storage.store import open_store
from tracker.web import create_app

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    shutil.copytree(DEMO / "register", tmp_path / "register")
    courts, feeds = tmp_path / "courts.toml", tmp_path / "feeds.toml"
    shutil.copy(DEMO / "courts.toml", courts)
    feeds.write_text("")
    return Config(
        data_dir=tmp_path / "var", register_dir=tmp_path / "register", courts_file=courts, feeds_file=feeds,
        page_cache_mb=0,
    )  # fmt: skip


def environ(config: Config) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TRACKER_")}
    return kept | {
        "TRACKER_DATA_DIR": str(config.data_dir), "TRACKER_REGISTER_DIR": str(config.register_dir),
        "TRACKER_COURTS_FILE": str(config.courts_file), "TRACKER_FEEDS_FILE": str(config.feeds_file),
    }  # fmt: skip


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders of which the register was read, as they are read."""
    seen: list[Path] = []
    whole = loading.load_register

    def noted(folder: Path, court_ids: frozenset[str]) -> object:
        seen.append(folder)
        return whole(folder, court_ids)

    monkeypatch.setattr(loading, "load_register", noted)
    return seen


def case_file(config: Config) -> Path:
    return config.register_dir / "cases" / f"{CASE}.yaml"


def append(text: str) -> Callable[[Path], None]:
    return lambda file: file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8") and None


def test_a_register_that_is_as_it_was_loaded_is_not_read_again(
    config: Config, readings: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(config)
    first = capsys.readouterr().out
    prepare(config)
    assert len(readings) == 1
    assert "new, 0 changed" in first and "as they were loaded last" in capsys.readouterr().out


def test_a_start_names_a_misspelt_setting(
    config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_HOTS", "mail.example")
    prepare(config)
    assert "tracker: TRACKER_SMTP_HOTS is set, but" in capsys.readouterr().err


def test_a_changed_file_is_loaded_at_the_next_start(
    config: Config, readings: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(config)
    file = case_file(config)
    file.write_text(file.read_text(encoding="utf-8").replace("name: ", "name: Renamed ", 1), encoding="utf-8")
    capsys.readouterr()
    prepare(config)
    assert len(readings) == 2 and "(0 new, 1 changed, 0 retracted facts)" in capsys.readouterr().out
    page = create_app(config).test_client().get(f"/cases/{CASE}").get_data(as_text=True)
    assert "Renamed" in page


@pytest.mark.parametrize(
    "change",
    [
        lambda c: append("# a word\n")(case_file(c)),
        lambda c: append("# a word\n")(c.courts_file),
        lambda c: case_file(c).with_suffix(".yml").write_text("id: other\n"),
        lambda c: case_file(c).rename(case_file(c).with_name("other.yaml")),
        lambda c: case_file(c).unlink(),
    ],
    ids=["a file", "the courts", "one more file", "another name", "one less"],
)
def test_any_change_of_what_goes_into_the_register_changes_its_mark(
    config: Config, change: Callable[[Config], object]
) -> None:
    before = register_mark(config)
    assert before and before == register_mark(config)
    change(config)
    assert register_mark(config) != before


def test_a_start_that_ties_all_papers_anew_says_so_before_it_begins(
    config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(config)
    assert "tied anew" not in capsys.readouterr().out
    store = open_store(config.db_path)
    with store.atomic():
        note(store, "ties", "rules of long ago")
        note(store, "register_mark", "of other code")
    store.close()
    monkeypatch.setattr("tracker.ingest.register.retie_stale", lambda _: sys.stdout.write("tying"))
    prepare(config)
    said = capsys.readouterr().out
    assert said.index("papers of all cases are tied anew") < said.index("tying")


def test_another_version_of_the_code_reads_the_register_again(
    config: Config, readings: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prepare(config)
    (tmp_path / "tracker").mkdir()
    (tmp_path / "tracker" / "law.py").write_text("another reading of what an order does")
    monkeypatch.setattr("tracker.register.mark._CODE", tmp_path / "tracker")
    prepare(config)
    assert len(readings) == 2


def test_a_register_that_cannot_be_read_is_refused_at_every_start(config: Config) -> None:
    prepare(config)
    case_file(config).write_text("id: [")
    for _ in range(2):
        with pytest.raises(RegisterError):
            prepare(config)
    shutil.rmtree(config.register_dir / "flows")
    with pytest.raises(RegisterError, match="no such folder"):
        prepare(config)


def test_a_load_that_fails_leaves_the_mark_of_what_is_stored(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(config)
    store = open_store(config.db_path)
    held = loaded_mark(store)
    append("# a word\n")(case_file(config))
    monkeypatch.setattr(loading, "replace_register", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        prepare(config)
    assert loaded_mark(store) == held
    store.close()


ADDRESSES = ("/", "/timeline", f"/cases/{CASE}", f"/flows/{FLOW}", "/api/v1/flows", f"/api/v1/flows/{FLOW}")
# A process of its own, as `run` begins: nothing is in memory yet, neither lists of events nor the register's files.
FRESH = """
import base64, json, sys
from dataclasses import replace
from datetime import datetime
from tracker.cli.site import prepare
from tracker.config import load_config
import tracker.cli.serving, waitress
config = replace(load_config(), page_cache_mb=0)
prepare(config)
from tracker.web import create_app
client = create_app(config, clock=lambda: datetime.fromisoformat(sys.argv[1])).test_client()
answers, modules = [], []
for address in sys.argv[2:]:
    answers.append(base64.b64encode(client.get(address).data).decode())
    modules = modules or sorted(sys.modules)
print(json.dumps([answers, modules]))
"""


def fresh(config: Config) -> tuple[str, list[bytes], list[str]]:
    """A start on a loaded store: what was said, the answers at each address, the modules behind the first of them."""
    done = subprocess.run(
        [sys.executable, "-c", FRESH, NOW.isoformat(), *ADDRESSES], cwd=ROOT, env=environ(config),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said, told = done.stdout.splitlines()
    answers, modules = json.loads(told)
    return said, [base64.b64decode(body) for body in answers], modules


# What only polling, reading papers, mail, documents and forms need. Each costs the first page some hundredths of a
# second; together they were three of five.
LATER = (
    "yaml", "feedparser", "httpx", "httpcore", "apscheduler", "icalendar", "lxml", "css_inline", "smtplib",
    "imaplib", "docx", "xlsxwriter", "fontTools", "pydyf", "email_validator", "flufl", "dns",
    "tracker.jobs", "tracker.feeds.fetch", "tracker.feeds.parse", "tracker.tagging", "tracker.courtlistener",
    "tracker.inbox", "tracker.letters", "tracker.chronicle", "tracker.register.files", "tracker.ingest.run",
    "tracker.ingest.register", "tracker.linking.news", "tracker.documents.pdf", "tracker.deliver", "tracker.compose",
)  # fmt: skip


def test_what_a_started_site_tells_first_is_right_and_waits_for_no_module_that_it_does_not_need(config: Config) -> None:
    prepare(config)
    client = create_app(config, clock=lambda: NOW).test_client()
    read_whole = [client.get(address).data for address in ADDRESSES]
    said, answers, modules = fresh(config)
    assert "as they were loaded last" in said
    assert answers == read_whole
    found = {name for name in LATER for module in modules if module == name or module.startswith(f"{name}.")}
    assert found == set()
    countries = [module for module in modules if module.startswith("holidays.countries.")]
    assert countries in ([], ["holidays.countries.united_states"])


@pytest.mark.parametrize("background", [False, True])
def test_a_job_that_cannot_begin_stops_the_site_and_says_why(config: Config, background: bool) -> None:
    """Also where the site was started in the background, by a shell that has it ignore Ctrl-C."""
    ignored = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    taken = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    script = (
        f"{ignored if background else taken}"
        "from dataclasses import replace\n"
        "from tracker.cli import serving; from tracker.cli.site import prepare; from tracker.config import load_config\n"
        "from tracker.errors import ConfigError\n"
        "config = replace(load_config(), port=0); prepare(config); serving.FIRST_PAGE = 0\n"
        "def fail(): raise ConfigError('no such schedule')\n"
        "try: serving.serve_on(config, serving.bind(config), fail)\n"
        "except ConfigError as error: print('stopped:', error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environ(config), capture_output=True, text=True, timeout=300
    )
    assert "stopped: no such schedule" in done.stdout + done.stderr


def test_holidays_of_one_country_are_those_that_the_whole_library_gives() -> None:
    script = (
        "import holidays, json\n"
        "states = holidays.list_supported_countries()['US']\n"
        "found = {}\n"
        "for year in (1999, 2025, 2028):\n"
        "    for state in ('', 'ZZ', *states):\n"
        "        days = set(holidays.country_holidays('US', years=year))\n"
        "        if state in states: days |= set(holidays.country_holidays('US', subdiv=state, years=year))\n"
        "        found[f'{year} {state}'] = sorted(map(str, days))\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    whole = json.loads(done.stdout)
    assert len(whole) > 150
    for key, days in whole.items():
        year, state = key.split(" ")
        assert sorted(map(str, legal_holidays(int(year), state or None))) == days, key


def test_templates_compiled_once_are_kept_and_a_folder_that_may_not_be_written_is_no_trouble(config: Config) -> None:
    prepare(config)
    first = create_app(config, clock=lambda: NOW).test_client().get("/").data
    kept = config.data_dir / "templates"
    assert any(kept.iterdir()) and kept.stat().st_mode & 0o077 == 0
    for file in kept.iterdir():
        file.write_bytes(file.read_bytes()[:40])
    assert create_app(config, clock=lambda: NOW).test_client().get("/").data == first
    shutil.rmtree(kept)
    kept.write_text("no folder")
    assert create_app(config, clock=lambda: NOW).test_client().get("/").data == first
