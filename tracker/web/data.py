"""`/data.db`: the public record as an SQLite file, built beside the pages and kept until the record changes. The
working database is never offered."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock, Thread

from flask import Blueprint, Response, jsonify, make_response, request, send_file
from werkzeug.wrappers import Response as WerkzeugResponse

from tracker import datafile
from tracker.config import Config
from tracker.dates import today_eastern, utc_text
from tracker.errors import TrackerError
from tracker.storage.datafile import data_mark, hidden_mark
from tracker.storage.store import open_store
from tracker.web.context import Site, now, site, store
from tracker.web.errors import answer, known_arguments

bp = Blueprint("data", __name__)
# A record that changes each minute is not written anew each minute.
_KEEP = timedelta(minutes=10)
_PATIENCE = 8.0
_building: dict[Path, Thread] = {}
_lock = Lock()


@bp.get("/metadata.json")
def described() -> Response:
    """For Datasette: `datasette data.db --metadata metadata.json`."""
    known_arguments()
    return jsonify(datafile.metadata(site().config.site_name, site().config.site_url))


@bp.get("/data.db")
def download() -> WerkzeugResponse:
    known_arguments()
    found = _fresh(site(), now())
    if found is None:
        body, code = answer(503, "The file is being written. Please try again in a minute.")
        response = make_response(body, code)
        response.headers["Retry-After"] = "60"
        return response
    response = send_file(
        found, "application/vnd.sqlite3", as_attachment=True, download_name="data.db", conditional=False, etag=False,
        max_age=0,
    )  # fmt: skip
    response.set_etag(found.stem.removeprefix("data-"))
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request, accept_ranges=True, complete_length=found.stat().st_size)


def _fresh(here: Site, moment: datetime) -> Path | None:
    """The file of the present record, or one that is a few minutes old; None while the first is being written.

    One from before something was withheld is never handed out.
    """
    folder = here.config.data_dir / "public"
    hidden, mark = hidden_mark(store()), data_mark(store())
    path = folder / f"data-{hidden[:12]}-{mark[:20]}.db"
    if path.exists():
        return path
    kept = sorted(folder.glob(f"data-{hidden[:12]}-*.db"), key=lambda p: p.stat().st_mtime)
    if kept and moment.timestamp() - kept[-1].stat().st_mtime < _KEEP.total_seconds():
        return kept[-1]
    _build(here, path, moment).join(None if here.config.demo else _PATIENCE)
    return path if path.exists() else (kept[-1] if kept else None)


def _build(here: Site, path: Path, moment: datetime) -> Thread:
    """Start writing `path`, unless that is going on."""
    with _lock:
        running = _building.get(path.parent)
        if running is None or not running.is_alive():
            running = Thread(target=_write, args=(here, path, moment), daemon=True, name="data.db")
            _building[path.parent] = running
            running.start()
        return running


def _write(here: Site, path: Path, moment: datetime) -> None:
    config: Config = here.config
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    own = open_store(config.db_path, readonly=True)
    try:
        told = {"title": config.site_name, "url": config.site_url, "made_at": utc_text(moment)}
        datafile.write(own, here.lawbook.page(own), here.courts, today_eastern(moment), part, told)
        # What was withheld while it was written would be in it.
        if f"data-{hidden_mark(own)[:12]}-" in path.name:
            os.replace(part, path)
            for old in path.parent.glob("data-*.db"):
                if old != path:
                    old.unlink(missing_ok=True)
    except TrackerError:
        # The next request tries again; this one is told that there is no file.
        pass
    finally:
        part.unlink(missing_ok=True)
        own.close()
