"""The archive of bodies: what a writer that died leaves behind is cleared up, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tracker import archive


def test_half_written_bodies_of_dead_writers_are_swept_and_others_stay(tmp_path: Path) -> None:
    sha, kept = archive.keep(tmp_path, "dcd", b"<rss/>")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for writer in (str(dead.pid), str(os.getpid()), "no-number", "9" * 30):
        (tmp_path / "dcd" / f"{sha}.{writer}.part").write_bytes(b"half")
    alive = tmp_path / "dcd" / f"{sha}.{os.getppid()}.part"
    alive.write_bytes(b"being written")
    assert archive.sweep(tmp_path) == 4
    assert sorted(p.name for p in (tmp_path / "dcd").iterdir()) == sorted([Path(kept).name, alive.name])
    assert archive.read(tmp_path, kept) == b"<rss/>"


def test_an_archive_that_is_not_there_yet_is_nothing_to_sweep(tmp_path: Path) -> None:
    assert archive.sweep(tmp_path / "raw") == 0


def test_a_body_is_kept_aside_once_under_its_sum(tmp_path: Path) -> None:
    sha = archive.body_sha(b"<rss/>")
    keeping = archive.Keeping(tmp_path, "dcd", b"<rss/>", sha)
    keeping.wait()
    assert (keeping.sha, keeping.path) == archive.keep(tmp_path, "dcd", b"<rss/>")
    assert archive.read(tmp_path, keeping.path) == b"<rss/>"


def test_whatever_goes_wrong_aside_is_told_to_the_one_who_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("tracker.archive.gzip.compress", refuse)
    keeping = archive.Keeping(tmp_path, "dcd", b"<rss/>", archive.body_sha(b"<rss/>"))
    with pytest.raises(MemoryError):
        keeping.wait()
