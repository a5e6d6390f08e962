"""The web application. `python app.py` serves it; a WSGI server finds `app` here."""

import sys
from typing import Any

from tracker.cli import main
from tracker.config import load_config
from tracker.web import create_app


def __getattr__(name: str) -> Any:
    """`app` is made when a server asks for it, so that importing this module opens nothing."""
    if name == "app":
        made = globals()["app"] = create_app(load_config())
        return made
    raise AttributeError(name)


if __name__ == "__main__":
    # The same half of `run` that `python -m tracker serve` is.
    sys.argv[1:] = ["serve"]
    main()
