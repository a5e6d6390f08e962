"""The command line run in this process, as `python -m tracker` would; a new interpreter each time costs seconds."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from unittest import mock

from tracker.cli import main


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
