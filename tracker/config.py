"""Settings. The only reader of the environment; everything else is handed a `Config`."""

import contextlib
import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tracker import __version__
from tracker.errors import ConfigError
from tracker.private import private_folder

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, with a safe default. Each has a line in docs/settings.md.

    Paths are absolute. Times in seconds. `smtp_host` empty: mail is written to `<data_dir>/outbox/*.eml`.
    """

    data_dir: Path = ROOT / "var"
    register_dir: Path = ROOT / "data" / "register"
    feeds_file: Path = ROOT / "data" / "feeds.toml"
    courts_file: Path = ROOT / "data" / "courts.toml"
    rules_file: Path = ROOT / "data" / "tag_rules"
    agencies_file: Path = ROOT / "data" / "federal_register.toml"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    static_url: str = ""
    trusted_proxies: int = 0
    site_name: str = "The Data-Sharing Docket"
    show_names: bool = False
    contact: str = ""
    mail_from: str = "docket@localhost"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_tls: str = "starttls"
    smtp_ca_file: str = ""
    mail_per_minute: int = 0
    bounce_address: str = ""
    bounce_maildir: str = ""
    allow_hosts: tuple[str, ...] = ()
    federal_register_url: str = "https://www.federalregister.gov/api/v1/documents.json"
    imap_host: str = ""
    imap_port: int = 993
    imap_user: str = ""
    imap_password: str = field(default="", repr=False)
    imap_folder: str = "INBOX"
    imap_done_folder: str = ""
    imap_ca_file: str = ""
    maildir: str = ""
    mail_authserv: str = ""
    courtlistener_token: str = field(default="", repr=False)
    courtlistener_url: str = "https://www.courtlistener.com"
    courtlistener_per_minute: int = 5
    courtlistener_per_hour: int = 50
    courtlistener_per_day: int = 125
    courtlistener_feeds: bool = True
    courtlistener_hook: str = field(default="", repr=False)
    courtlistener_hook_from: tuple[str, ...] = ("34.210.230.218", "54.189.59.91")
    threads: int = 8
    page_cache_mb: int = 8
    demo: bool = False

    @property
    def db_path(self) -> Path:
        return self.data_dir / "tracker.db"

    @property
    def outbox_dir(self) -> Path:
        return self.data_dir / "outbox"

    @property
    def archive_dir(self) -> Path:
        return self.data_dir / "raw"

    @property
    def site_url(self) -> str:
        """Where readers find the pages: the published files, else this tracker itself."""
        return self.static_url or self.public_url

    @property
    def user_agent(self) -> str:
        """A header holds ASCII only: other letters of the contact are written as in an address (`%C3%AB`)."""
        contact = self.contact or self.public_url
        shown = "".join(letter if " " <= letter <= "~" else quote(letter) for letter in contact)
        return f"data-sharing-docket/{__version__} (+{shown})"


def load_config(environ: Mapping[str, str] | None = None) -> Config:
    """Settings from `TRACKER_*`, over those of the TOML file that `TRACKER_CONFIG` names.

    Raises ConfigError naming the setting that cannot be used.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    if file := environ.get("TRACKER_CONFIG"):
        values.update(_read_file(Path(file)))
    known = {f: Config.__dataclass_fields__[f] for f in Config.__dataclass_fields__}
    for name in known:
        if (text := environ.get(f"TRACKER_{name.upper()}")) is not None:
            values[name] = text
    cleaned = {name: _clean(name, value) for name, value in values.items()}
    if "public_url" not in cleaned and ("host" in cleaned or "port" in cleaned):
        host = cleaned.get("host", Config().host)
        host = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        cleaned["public_url"] = f"http://{host}:{cleaned.get('port', Config().port)}"
    return Config(**cleaned)


def stray_settings(environ: Mapping[str, str] | None = None) -> list[str]:
    """A line for each `TRACKER_*` variable that no setting has: most likely misspelt. Not refused, since other programs
    use such names too (GNOME's indexer). Those of the tests (`TRACKER_REQUIRE_*`) are left out.
    """
    environ = os.environ if environ is None else environ
    known = {f"TRACKER_{name.upper()}" for name in Config.__dataclass_fields__}
    lines = []
    for name in sorted(environ):
        if name.startswith("TRACKER_") and name not in known | {"TRACKER_CONFIG"} and "_REQUIRE_" not in name:
            meant = get_close_matches(name, sorted(known), 1, 0.8)
            hint = f"; is {meant[0]} meant?" if meant else " (docs/settings.md lists them)"
            lines.append(f"{name} is set, but there is no such setting{hint}")
    return lines


def _read_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"TRACKER_CONFIG names {path}, which cannot be read: {error}") from error
    unknown = set(values) - set(Config.__dataclass_fields__)
    if unknown:
        raise ConfigError(f"{path}: no such setting: {', '.join(sorted(unknown))}")
    return values


def _clean(name: str, value: Any) -> Any:
    setting = f"TRACKER_{name.upper()}"
    kind = Config.__dataclass_fields__[name].type
    if kind is int:
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise ConfigError(f"{setting} must be a whole number, not {value!r}") from None
        if name in ("port", "smtp_port", "imap_port") and not 0 <= number <= 65535:
            raise ConfigError(f"{setting} must be a port between 0 and 65535, not {number}")
        if name == "mail_per_minute" and number < 0:
            raise ConfigError(f"{setting} must be 0 (as fast as the relay takes them) or more, not {number}")
        if name.startswith("courtlistener_per_") and number < 1:
            raise ConfigError(f"{setting} must be 1 or more, not {number}; leave the token out to ask nothing")
        return number
    if kind is bool:
        return str(value).lower() in ("1", "true", "yes", "on")
    if kind is Path:
        return Path(str(value)).expanduser().resolve()
    if name in ("allow_hosts", "courtlistener_hook_from"):
        return tuple(value) if isinstance(value, list) else tuple(h.strip() for h in str(value).split(",") if h.strip())
    if name == "courtlistener_hook" and not re.fullmatch(r"[A-Za-z0-9_-]{20,200}|", str(value)):
        raise ConfigError(f"{setting} must be 20 to 200 letters, digits, hyphens, underscores: it is part of a URL")
    if name == "courtlistener_token" and not re.fullmatch(r"[!-~]{8,200}|", str(value)):
        raise ConfigError(f"{setting} must be one word of 8 to 200 printable characters")
    if name in ("public_url", "static_url", "courtlistener_url", "federal_register_url"):
        if name in ("federal_register_url", "static_url") and not value:
            return ""
        if not str(value).startswith(("http://", "https://")):
            raise ConfigError(f"{setting} must start with http:// or https://, not {value!r}")
        return str(value).rstrip("/")
    if name == "smtp_tls" and value not in ("none", "starttls", "tls"):
        raise ConfigError(f"{setting} must be none, starttls or tls, not {value!r}")
    return str(value)


def secret_key(config: Config) -> str:
    """The key that signs links and forms, made on first use and readable by its owner only.

    Raises ConfigError when the data folder cannot be written.
    """
    path = config.data_dir / "secret"
    try:
        private_folder(config.data_dir)
        if not path.exists():
            # Whole before it has its name: a process that dies, or a second one, must never leave or read half a key.
            part = path.with_name(f".secret.{os.getpid()}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(part, path)
            part.unlink()
        found = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise ConfigError(
            f"the data folder {config.data_dir} cannot be written ({error}); set TRACKER_DATA_DIR to a folder that can"
        ) from error
    if len(found) < 32:
        raise ConfigError(f"{path} holds no key of 32 characters or more; delete it, and a new one is made")
    return found
