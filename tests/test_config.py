"""Settings: safe defaults, clear refusals, and each one documented."""

import re
import stat
from pathlib import Path

import pytest

from tracker.config import Config, load_config, secret_key, stray_settings
from tracker.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent


def test_without_any_setting_the_defaults_hold() -> None:
    assert load_config({}) == Config()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "tracker.toml"
    file.write_text('port = 9000\nsite_name = "Ours"\n')
    config = load_config({"TRACKER_CONFIG": str(file), "TRACKER_PORT": "9100"})
    assert (config.port, config.site_name) == (9100, "Ours")


def test_the_public_address_follows_the_port_unless_it_is_set() -> None:
    assert load_config({"TRACKER_PORT": "9100"}).public_url == "http://127.0.0.1:9100"
    assert (
        load_config({"TRACKER_PORT": "9100", "TRACKER_PUBLIC_URL": "https://d.example/"}).public_url
        == "https://d.example"
    )


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TRACKER_PORT", "eight", "TRACKER_PORT must be a whole number, not 'eight'"),
        ("TRACKER_PORT", "70000", "between 0 and 65535"),
        ("TRACKER_PUBLIC_URL", "ftp://x", "http:// or https://"),
        ("TRACKER_SMTP_TLS", "maybe", "none, starttls or tls"),
        ("TRACKER_COURTLISTENER_PER_DAY", "0", "must be 1 or more"),
        ("TRACKER_COURTLISTENER_HOOK", "short", "20 to 200 letters"),
        ("TRACKER_COURTLISTENER_URL", "www.courtlistener.com", "http:// or https://"),
        ("TRACKER_CONFIG", "/nonexistent/x.toml", "cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(words)):
        load_config({name: value})


def test_an_unknown_setting_in_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "tracker.toml"
    file.write_text("prot = 9000\n")
    with pytest.raises(ConfigError, match="no such setting: prot"):
        load_config({"TRACKER_CONFIG": str(file)})


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path / "var")
    first = secret_key(config)
    assert len(first) == 64 and secret_key(config) == first
    assert stat.S_IMODE((tmp_path / "var" / "secret").stat().st_mode) == 0o600


def test_a_password_is_not_in_the_settings_words() -> None:
    assert "hunter2" not in repr(Config(smtp_password="hunter2"))


def test_a_token_is_in_neither_the_settings_words_nor_the_error_about_it() -> None:
    shown = repr(Config(courtlistener_token="tok-hunter2", courtlistener_hook="hook-hunter2"))
    assert "hunter2" not in shown
    with pytest.raises(ConfigError) as caught:
        load_config({"TRACKER_COURTLISTENER_TOKEN": "hunter2 with a space"})
    assert "hunter2" not in str(caught.value)


def test_every_setting_has_a_line_in_the_docs() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name in Config.__dataclass_fields__:
        assert f"`TRACKER_{name.upper()}`" in text, name


def test_a_contact_in_any_letters_can_stand_in_a_request() -> None:
    agent = load_config({"TRACKER_CONTACT": "Zoë\r\n<z@example.org>"}).user_agent
    assert agent.endswith("(+Zo%C3%AB%0D%0A<z@example.org>)") and agent.isascii()


def test_a_variable_that_is_no_setting_is_named_with_the_one_that_may_be_meant() -> None:
    environ = {"TRACKER_PUBLIC_ULR": "x", "TRACKER_BIND": "x", "TRACKER_PORT": "1", "TRACKER_CONFIG": "x", "PATH": "x"}
    assert stray_settings(environ) == [
        "TRACKER_BIND is set, but there is no such setting (docs/settings.md lists them)",
        "TRACKER_PUBLIC_ULR is set, but there is no such setting; is TRACKER_PUBLIC_URL meant?",
    ]
