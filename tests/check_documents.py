"""Draw the Word and PDF forms of a chronology as pages, check what can be checked by machine, keep the rest to look at.

    python tests/check_documents.py [FOLDER]

Needs `soffice` (LibreOffice Writer), `pdftoppm`, `pdfinfo` and `pdftotext` (poppler). Exit 0: every check held; 1: one
did not; 2: a program is missing.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.export import chronology as invented
from tests.chronology_world import FLOW, HOSTILE, World
from tracker.documents import render
from tracker.outputs.chronology import Chronology

PROGRAMS = ("soffice", "pdftoppm", "pdfinfo", "pdftotext")
SAID = (
    "Not an official record of any court, and not legal advice", "How to read this chronology", "Orders in force on",
    "What may be missing", "Sources",
)  # fmt: skip


def run(*args: str | Path) -> str:
    return subprocess.run([str(a) for a in args], check=True, capture_output=True, text=True, timeout=300).stdout


def check_pdf(file: Path, found: Chronology, pages_of: Path) -> list[str]:
    """Problems of one PDF: what it does not say, pages without their number, text beyond the margins."""
    problems = []
    info = run("pdfinfo", file)
    pages = int(re.search(r"Pages:\s+(\d+)", info)[1])  # type: ignore[index]
    text = run("pdftotext", "-layout", file, "-")
    flat = " ".join(text.split())
    problems += [f"does not say {words!r}" for words in SAID if words not in flat]
    problems += [
        f"page {n} of {pages} does not say so" for n in range(1, pages + 1) if f"Page {n} of {pages}" not in flat
    ]
    for row in found.rows[:50]:
        if " ".join(row.title.split())[:20] not in flat:
            problems.append(f"does not hold event {row.event_id}")
    boxes = run("pdftotext", "-bbox", file, "-")
    for page in boxes.split("<page ")[1:]:
        width, height = (float(v) for v in re.match(r'width="([\d.]+)" height="([\d.]+)"', page).groups())  # type: ignore[union-attr]
        for left, top, right, bottom in re.findall(
            r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', page
        ):
            if float(left) < 36 or float(right) > width - 36 or float(top) < 20 or float(bottom) > height - 20:
                problems.append(f"a word stands outside the margins: {left} {top} {right} {bottom} on {width}x{height}")
                break
    run("pdftoppm", "-r", "80", "-l", "12", "-png", file, pages_of)
    return problems


def small_world(folder: Path) -> Chronology:
    world = World(Path(tempfile.mkdtemp(dir=folder)))
    world.read(7, title="Order on Motion for TRO", text=f"ORDER {HOSTILE}" + " long words" * 900, pending=True)
    found = world.chronology(flow_ids=[FLOW, "board-to-office-lists"])
    world.store.close()
    return found


def main(folder: Path) -> int:
    if missing := [name for name in PROGRAMS if not shutil.which(name)]:
        print(f"not installed: {', '.join(missing)}")  # noqa: T201
        return 2
    failed = False
    for name, found in (("small", small_world(folder)), ("long", invented(300))):
        (folder / f"{name}.pdf").write_bytes(render(found, "pdf"))
        (folder / f"{name}-word.docx").write_bytes(render(found, "docx"))
        run("soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf",
            "--outdir", folder, folder / f"{name}-word.docx")  # fmt: skip
        for file in (folder / f"{name}.pdf", folder / f"{name}-word.pdf"):
            problems = check_pdf(file, found, file.with_suffix(""))
            print(f"{file.name}: {'; '.join(problems[:8]) or 'ok'}")  # noqa: T201
            failed = failed or bool(problems)
    print(f"pages to look at: {folder}/*.png")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="documents-"))
    chosen.mkdir(parents=True, exist_ok=True)
    sys.exit(main(chosen))
