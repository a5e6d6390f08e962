"""The command line run in this process, as `python -m tracker` would; a new interpreter each time costs seconds."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from tests.conftest import ROOT
from tests.factories import DEMO, item
from tracker.cli import main
from tracker.demo.feed import feed


def in_process(env: Mapping[str, str], *args: str, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    """What `tracker ARGS` prints, and the code that it leaves with, under these variables and no others. A failure that
    no verb foresaw comes through as it is, where a process of its own would print a traceback."""
    code, out, err = 0, io.BytesIO(), io.BytesIO()
    # Held by name: a wrapper that is let go closes what it wraps.
    screen = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    told = io.TextIOWrapper(err, encoding="utf-8", write_through=True)
    with (
        mock.patch.dict(os.environ, env, clear=True),
        mock.patch.object(sys, "argv", ["tracker", *args]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")),
        redirect_stdout(screen),
        redirect_stderr(told),
    ):
        try:
            main()
        except SystemExit as done:
            code = done.code if isinstance(done.code, int) else 0 if done.code is None else 1
    return subprocess.CompletedProcess(args, code, out.getvalue(), err.getvalue())


class Shell:
    """`python -m tracker` on the demo register, in a data folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        register = folder / "register"
        shutil.copytree(DEMO / "register", register)
        self.register = register
        feeds = folder / "feeds.toml"
        feeds.write_text(
            '[demod]\nkind = "cmecf"\ncourt = "demod"\ntitle = "Demo"\nfeed = "none"\nreason = "invented"\n'
        )
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("TRACKER_")},
            "TRACKER_DATA_DIR": str(folder / "var"),
            "TRACKER_REGISTER_DIR": str(register),
            "TRACKER_COURTS_FILE": str(DEMO / "courts.toml"),
            "TRACKER_FEEDS_FILE": str(feeds),
        }

    def __call__(self, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        done = in_process(self.env, *args, stdin=stdin)
        return subprocess.CompletedProcess(args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def alone(self, *args: str) -> subprocess.CompletedProcess[str]:
        """The same in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "tracker", *args], capture_output=True, text=True, cwd=ROOT, env=self.env, timeout=300,
            check=False,
        )  # fmt: skip

    def ingest(self, *kinds: str) -> subprocess.CompletedProcess[str]:
        file = self.folder / "feed.xml"
        items = [item(kind, 44 + n, 17 + n) for n, kind in enumerate(kinds)]
        file.write_bytes(feed(datetime(2026, 11, 20, 18, 0, tzinfo=UTC), *items))
        return self("ingest", str(file), "--court", "demod")
