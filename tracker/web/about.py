"""`/about`: what this is, how a status is worked out, and what this is not."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from tracker.datafile import dataset
from tracker.storage.timeline import totals
from tracker.web.context import site, store
from tracker.web.errors import known_arguments

bp = Blueprint("about", __name__)


@dataclass(frozen=True, slots=True)
class Measured:
    """First sight of a set of real entries, from docs/accuracy.md: shares of 100, false interim rulings in all."""

    what: str
    entries: int
    kind: float
    right: float
    found: float
    false: int


MEASURED = (
    Measured("lines of whole dockets of 27 courts, as they follow each other", 329, 96.0, 88.2, 92.2, 1),
    Measured("lines of large bankruptcies and types of entries in courts’ feeds", 142, 88.7, 71.6, 75.9, 0),
    Measured("entries of 42 district courts, most of them orders", 130, 96.2, 79.8, 79.8, 2),
    Measured("lines of the Supreme Court, two courts of appeals and large bankruptcies", 256, 86.7, 80.2, 70.2, 0),
    Measured("entries of other courts, in bankruptcy above all", 93, 93.5, 85.9, 88.0, 0),
    Measured("entries chosen because they tell of injunctions or stays", 86, 93.0, 84.9, 78.3, 3),
)


@bp.get("/about")
def show() -> str:
    known_arguments()
    config = site().config
    described = dataset(config.site_name, config.site_url)
    return render_template("about.html", totals=totals(store()), dataset=described, measured=MEASURED)
