"""The site: the app factory and what every answer carries. Pages live in the blueprints beside this file."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from tracker.clock import utc_now
from tracker.config import ROOT, Config, secret_key
from tracker.outputs.addresses import Addresses
from tracker.storage.marks import MarkReader
from tracker.web.compiled import CompiledTemplates
from tracker.web.context import Site, close_store, install
from tracker.web.errors import register_errors
from tracker.web.escaping import QuickEnvironment
from tracker.web.filters import register_filters
from tracker.web.pagecache import PageCache
from tracker.web.rows import register_rows

_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "interest-cohort=(), camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_PAGES = ("board", "timeline", "cases", "orders", "flows", "sources", "about", "feeds", "api")
# Parts of the site that stand on their own; each gives a blueprint `bp`.
_PARTS = ("subscribe", "export", "calendar", "map", "signin", "review", "report", "hooks", "discover", "data")


class _Sessions(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        # Most readers bring none, and what reads them would be set up for each.
        return (
            super().open_session(app, request) if self.get_cookie_name(app) in request.cookies else self.session_class()
        )


class _Site(Flask):
    jinja_environment = QuickEnvironment
    session_interface = _Sessions()


class _RowNumber(IntegerConverter):
    """Numbers in addresses name rows: what SQLite cannot hold names none, and is no page."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = None):
        super().__init__(map, fixed_digits, min, 2**63 - 1 if max is None else max)


def create_app(config: Config, *, clock: Callable[[], datetime] = utc_now, published: Addresses | None = None) -> Flask:
    """The site over the store that `config` names. `clock` tells the time; tests hand in a fixed one. `published`: the
    site is written as files, which stand at these addresses.

    Raises ConfigError when the data folder cannot be written.
    """
    app = _Site("tracker.web", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.secret_key = secret_key(config)
    app.config.update(
        MAX_CONTENT_LENGTH=256 * 1024,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=config.public_url.startswith("https://"),
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        TRACKER=config,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.bytecode_cache = CompiledTemplates(config.data_dir / "templates")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters["int"] = _RowNumber
    install(app, Site(config, clock, published))
    if config.page_cache_mb:
        kept = PageCache(app.wsgi_app, MarkReader(config.db_path), clock, config.page_cache_mb << 20)
        app.wsgi_app = kept  # type: ignore[method-assign]
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    register_filters(app)
    register_rows(app)
    for name in _PAGES:
        app.register_blueprint(import_module(f"tracker.web.{name}").bp)
    for name in _PARTS:
        if find_spec(f"tracker.web.{name}"):
            app.register_blueprint(import_module(f"tracker.web.{name}").bp)
    if published:
        app.register_blueprint(import_module("tracker.web.published").bp)
    register_errors(app)
    app.teardown_appcontext(close_store)
    app.after_request(_finish)
    return app


def _finish(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/") or request.path in ("/timeline.atom", "/timeline.json"):
        response.headers.setdefault("Access-Control-Allow-Origin", "*")
        response.headers.setdefault("Access-Control-Expose-Headers", "ETag")
        if request.method == "OPTIONS":
            response.headers.setdefault("Access-Control-Allow-Headers", "If-None-Match")
    if g.get("unfinished"):
        response.headers["Cache-Control"] = "no-store"
    if (tag := g.get("etag")) and response.status_code in (200, 304):
        response.set_etag(tag, weak=True)
        response.headers.setdefault("Cache-Control", "no-cache")
        if request.method in ("GET", "HEAD") and response.status_code == 200:
            response.make_conditional(request)
    return response
