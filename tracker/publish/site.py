"""The real site as publishing asks it: from a snapshot, for nobody who is signed in, with what it read kept."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from flask.sessions import NullSession, SessionInterface, SessionMixin
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from tracker.config import Config
from tracker.outputs.addresses import Addresses
from tracker.web import create_app


class Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled: a run that makes a few pages would spend most of its time on compiling."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if held := self.kept.get(bucket.key):
            bucket.bytecode_from_string(held)
        else:
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        super().dump_bytecode(bucket)
        self.kept[bucket.key] = bucket.bytecode_to_string()


class _NoSession(SessionInterface):
    """Nobody is signed in to a file."""

    def open_session(self, app: Any, request: Any) -> SessionMixin:
        return NullSession()


def site_over(config: Config, snapshot: Path, addresses: Addresses, now: datetime) -> Flask:
    """The site over a copy of the database, with the addresses that its files will have."""
    cache = config.data_dir / "templates"
    cache.mkdir(exist_ok=True)
    # The site reads the snapshot as if it were its own data folder.
    config = replace(config, public_url=addresses.site, data_dir=snapshot.parent, page_cache_mb=0)
    app = create_app(config, clock=lambda: now, published=addresses)
    app.jinja_env.bytecode_cache = Compiled(str(cache))
    app.session_interface = _NoSession()
    env = app.jinja_env
    # A plain mapping: each page looks a hundred names up, and a chain of mappings is slow at that.
    env.make_globals = lambda d: {**env.globals, **(d or {})}  # type: ignore[method-assign]
    return app
