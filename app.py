"""The web application. `python app.py` serves it; a WSGI server finds `app` here."""

from typing import Any

from tracker.config import Config, load_config
from tracker.web import create_app


def __getattr__(name: str) -> Any:
    """`app` is made when a server asks for it, so that importing this module opens nothing."""
    if name == "app":
        made = globals()["app"] = create_app(load_config())
        return made
    raise AttributeError(name)


def serve(config: Config) -> None:
    """Serve until interrupted, on `config.host` and `config.port`."""
    from waitress import serve as waitress_serve

    waitress_serve(create_app(config), host=config.host, port=config.port, threads=config.threads, ident=None)


if __name__ == "__main__":
    serve(load_config())
