"""What every form of ours needs: a store that can be written, the key, the proof that a page of ours posted it, and
the network that it came from."""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort, request
from flask_wtf.csrf import ValidationError, validate_csrf

from tracker.config import secret_key
from tracker.storage.store import Store, open_store
from tracker.web.context import site


@contextmanager
def writable() -> Iterator[Store]:
    """A store of this request's own that can be written."""
    opened = open_store(site().config.db_path)
    try:
        yield opened
    finally:
        opened.close()


def one_of(*known: str) -> str:
    """What the pressed button says to do. A word that none of the form's buttons has must not be taken for one of
    them: it is a 400."""
    pressed = request.form.get("do", "")
    if pressed not in known:
        abort(400)
    return pressed


def secret() -> str:
    """The key that signs links and under which attempts are counted."""
    return secret_key(site().config)


def genuine() -> bool:
    """Whether the posted form came from a page of ours that needs no sign-in."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def network_of(address: str | None) -> str:
    """The /24 or /48 that a visitor comes from."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
