"""Staff of the review desk: accounts, sessions, and failed sign-ins. Passwords are kept as argon2 hashes and sessions
as SHA-256 of their token, so that a copy of the database signs nobody in."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.dates import from_utc_text, utc_text
from tracker.errors import NotFoundError, TrackerError
from tracker.storage.store import Store
from tracker.text import one_line

Role = Literal["reader", "editor"]
ROLES: tuple[str, ...] = get_args(Role)
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024
# A session's last use is noted at most this often: a read of the desk need not be a write.
_NOTE_EVERY = timedelta(minutes=5)
# Failures within the hour that cost nothing; each one after doubles the wait, from 2 seconds to 15 minutes.
FREE_BY_NAME = 4
FREE_BY_NETWORK = 12
_WINDOW = timedelta(hours=1)
_LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class User:
    """A member of the staff. role: one of ROLES; disabled_at: since when they cannot sign in."""

    user_id: int
    name: str
    role: str
    created_at: datetime
    disabled_at: datetime | None

    @property
    def edits(self) -> bool:
        return self.role == "editor"


# argon2id with the library's parameters for a server (RFC 9106, low memory): 64 MiB, three passes.
HASHER = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """Checked when a name is unknown, so that the answer takes as long as for a known one."""
    return HASHER.hash(secrets.token_hex(16))


def add_user(store: Store, name: str, role: str, password: str, now: datetime) -> User:
    """Raises TrackerError for a name in use, a name or role that cannot be, or a password that is too short."""
    if name != one_line(name) or not 1 <= len(name) <= 60 or ":" in name:
        raise TrackerError("a name has 1 to 60 characters on one line, without a colon")
    if role not in ROLES:
        raise TrackerError(f"role {role!r} is not one of: {', '.join(ROLES)}")
    hashed = _hash(password)
    with store.atomic():
        if store.value("select 1 from users where lower(name) = lower(?)", [name]):
            raise TrackerError(f"there is already somebody called {name!r}; choose another name")
        store.execute(
            "insert into users (name, role, password_hash, created_at) values (?, ?, ?, ?)",
            [name, role, hashed, utc_text(now)],
        )
    return get_user(store, name)


def _hash(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise TrackerError(f"a password has at least {SHORTEST_PASSWORD} characters; a few words in a row do well")
    return HASHER.hash(password)


def get_user(store: Store, name: str) -> User:
    """Raises NotFoundError."""
    row = store.row("select * from users where lower(name) = lower(?)", [name])
    if row is None:
        raise NotFoundError(f"nobody is called {name!r}; `tracker user list` shows who there is")
    return _user(row)


def list_users(store: Store) -> list[User]:
    return [_user(row) for row in store.rows("select * from users order by lower(name)")]


def _user(row: dict[str, Any]) -> User:
    disabled = row["disabled_at"]
    return User(
        row["user_id"], row["name"], row["role"], from_utc_text(row["created_at"]),
        from_utc_text(disabled) if disabled else None,
    )  # fmt: skip


def disable_user(store: Store, name: str, now: datetime) -> None:
    """From now on they cannot sign in, and where they are signed in it ends. Raises NotFoundError."""
    user = get_user(store, name)
    with store.atomic():
        store.execute(
            "update users set disabled_at = coalesce(disabled_at, ?) where user_id = ?", [utc_text(now), user.user_id]
        )
        _end_all(store, user.user_id, now)


def set_password(store: Store, name: str, password: str, now: datetime) -> None:
    """A new password ends every session and lifts a disablement. Raises NotFoundError, TrackerError."""
    user, hashed = get_user(store, name), _hash(password)
    with store.atomic():
        store.execute(
            "update users set password_hash = ?, disabled_at = null where user_id = ?", [hashed, user.user_id]
        )
        _end_all(store, user.user_id, now)


def _end_all(store: Store, user_id: int, now: datetime) -> None:
    store.execute("update sessions set ended_at = ? where user_id = ? and ended_at is null", [utc_text(now), user_id])


def check_password(store: Store, name: str, password: str) -> User | None:
    """Who this is, if the password is theirs and they may sign in. Takes as long for an unknown name."""
    row = store.row("select * from users where lower(name) = lower(?)", [name])
    known = row["password_hash"] if row else _nobodys_hash()
    try:
        HASHER.verify(known, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return None
    return _user(row) if row and row["disabled_at"] is None else None


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(store: Store, user: User, now: datetime) -> str:
    """A new session; returns its token, which is kept nowhere else. Sessions long over are forgotten."""
    token, at = secrets.token_urlsafe(32), utc_text(now)
    with store.atomic():
        store.execute("delete from sessions where started_at < ?", [utc_text(now - LONGEST - timedelta(days=30))])
        store.execute(
            "insert into sessions (token_hash, user_id, started_at, seen_at) values (?, ?, ?, ?)",
            [_token_hash(token), user.user_id, at, at],
        )
    return token


def session_user(store: Store, token: str, now: datetime) -> tuple[User, bool] | None:
    """Whose session this is while it lasts: 12 hours after its last use, 7 days in all. The flag says that its last
    use should be noted (`note_use`, with a store that can be written)."""
    row = store.row(
        "select s.seen_at, u.* from sessions s join users u on u.user_id = s.user_id where s.token_hash = ?"
        " and s.ended_at is null and u.disabled_at is null and s.seen_at > ? and s.started_at > ?",
        [_token_hash(token), utc_text(now - IDLE), utc_text(now - LONGEST)],
    )
    return (_user(row), row["seen_at"] < utc_text(now - _NOTE_EVERY)) if row else None


def note_use(store: Store, token: str, now: datetime) -> None:
    with store.atomic():
        store.execute("update sessions set seen_at = ? where token_hash = ?", [utc_text(now), _token_hash(token)])


def end_session(store: Store, token: str, now: datetime) -> None:
    with store.atomic():
        store.execute(
            "update sessions set ended_at = ? where token_hash = ? and ended_at is null",
            [utc_text(now), _token_hash(token)],
        )


def signin_wait(store: Store, buckets: Sequence[tuple[str, int]], now: datetime) -> timedelta:
    """How long to wait until the next try. buckets: keyed hash, and how many failures cost nothing."""
    longest = timedelta()
    for bucket, free in buckets:
        row = store.row(
            "select count(*) n, max(at) last from signin_failures where bucket = ? and at > ?",
            [bucket, utc_text(now - _WINDOW)],
        )
        if row and row["n"] > free:
            wait = min(timedelta(seconds=2 ** min(row["n"] - free, 12)), _LONGEST_WAIT)
            longest = max(longest, from_utc_text(row["last"]) + wait - now)
    return longest


def note_failure(store: Store, buckets: Sequence[str], now: datetime) -> None:
    with store.atomic():
        store.execute("delete from signin_failures where at < ?", [utc_text(now - timedelta(days=1))])
        for bucket in buckets:
            store.execute("insert into signin_failures (bucket, at) values (?, ?)", [bucket, utc_text(now)])


def forget_failures(store: Store, bucket: str) -> None:
    with store.atomic():
        store.execute("delete from signin_failures where bucket = ?", [bucket])
