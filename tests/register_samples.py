"""A small register of two files, and what is said of it when it is changed."""

from pathlib import Path

import pytest

from tracker.errors import RegisterError
from tracker.register.files import load_register

COURTS = frozenset({"dcd", "cadc"})

FLOW = """\
id: parks-to-roads
name: Parks → Roads permits
source: {name: Parks Office, short: Parks}
recipient: {name: Roads Office, short: Roads}
data: [permit numbers]
"""

CASE = """\
id: hikers-v-parks
name: Hikers v. Parks
caption: Hikers' Union v. Parks Office
dockets:
  - id: hikers-v-parks
    court: dcd
    number: 1:26-cv-00001
    judge: null
    filed: 2026-01-05
events:
  - key: 2026-01-05-suit-filed
    date: 2026-01-05
    kind: complaint
    title: The union sues
    sources: ["https://example.org/complaint"]
  - key: 2026-02-02-sharing-barred
    date: 2026-02-02
    kind: order
    title: The court bars the sharing of permits
    actions: [preliminary_injunction granted]
    order:
      id: hikers-v-parks.2026-02-02
      relief: preliminary_injunction
      restrictions:
        - flow: parks-to-roads
          effect: bars
          whole: true
          text: No permit numbers may go to Roads.
    sources:
      - https://example.org/order
"""


def write(folder: Path, case: str | bytes = CASE, flow: str = FLOW, name: str = "hikers-v-parks.yaml") -> Path:
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "flows").mkdir(exist_ok=True)
    (folder / "cases" / name).write_bytes(case if isinstance(case, bytes) else case.encode())
    (folder / "flows" / "parks-to-roads.yaml").write_text(flow, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    """Every problem line, with the folder cut off in front."""
    with pytest.raises(RegisterError) as caught:
        load_register(folder, COURTS)
    assert all(line.startswith(f"{folder}/") for line in caught.value.problems)
    return [line.removeprefix(f"{folder}/") for line in caught.value.problems]


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def changed(old: str, new: str, text: str = CASE) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)
