"""The verbs on feeds as a shell sees them: what they print, and with which code they leave."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def tracker(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", *words], cwd=ROOT, capture_output=True, text=True, timeout=300,
        env={**os.environ, "TRACKER_DATA_DIR": str(folder)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "said"), [("ingest", "neither a court feed nor a notice of filing"), ("parse-feed", "an HTML page")]
)
def test_a_file_that_is_no_feed_leaves_with_code_1(tmp_path: Path, verb: str, said: str) -> None:
    (tmp_path / "page.xml").write_text("<html><body>Maintenance</body></html>")
    done = tracker(tmp_path, verb, str(tmp_path / "page.xml"), "--court", "dcd")
    assert done.returncode == 1
    assert said in done.stdout + done.stderr


def test_wrong_usage_leaves_with_code_2(tmp_path: Path) -> None:
    assert tracker(tmp_path, "ingest").returncode == 2
