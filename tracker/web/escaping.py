"""Templates whose output is escaped by a shorter way.

A page of fifty events prints some 2,600 values. The `escape` of markupsafe gives each back as a `Markup`, of a class
written in Python, which takes twenty times as long as the escaping itself and is thrown away when the page is put
together. What is printed may as well be a plain string.
"""

from types import BuiltinMethodType
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Context, Macro
from markupsafe import Markup, _escape_inner  # type: ignore[attr-defined]
from markupsafe import escape as escape_any

_NAME = "escape"


def escape(value: Any) -> str:
    """What `markupsafe.escape` gives, as text to be printed and for nothing else."""
    kind = type(value)
    if kind is str:
        found: str = _escape_inner(value)
        return found
    return value if kind is Markup else escape_any(value)


class QuickContext(Context):
    """Calls macros and methods such as `dict.get` without asking first what the called wants to be handed."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        kind = type(__obj)
        if kind is not Macro and kind is not BuiltinMethodType:
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(__self.eval_ctx, *args, **kwargs) if kind is Macro else __obj(*args, **kwargs)


class QuickEnvironment(Environment):
    """Compiled templates call what is named `escape` among their globals, and only to print."""

    context_class = QuickContext

    def _generate(self, source: Any, name: str | None, filename: str | None, defer_init: bool = False) -> str:
        made: str = super()._generate(source, name, filename, defer_init)
        return f"{made}\nfrom {__name__} import {_NAME}\n"
