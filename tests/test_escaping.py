"""Templates print the same as with the library's own escaping."""

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader
from markupsafe import Markup
from markupsafe import escape as library

from tests.website import HOSTILE
from tracker.web.escaping import QuickEnvironment, escape


class Told:
    def __html__(self) -> str:
        return "<i>told</i>"


@given(st.one_of(st.text(), st.text().map(Markup), st.integers(), st.none(), st.just(Told()), st.lists(st.text())))
def test_every_value_is_printed_as_the_library_would(value: object) -> None:
    assert escape(value) == library(value)


def test_what_a_template_prints_is_escaped_once_through_macros_blocks_and_imports() -> None:
    pages = {
        "m": "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}",
        "base": "{% block main %}{% endblock %}|{{ x }}",
        "page": "{% extends 'base' %}{% import 'm' as m %}{% block main %}{% set held %}<u>{{ x }}</u>{% endset %}"
        "{{ m.bold(x) }}{{ held }}{{ x ~ '<' }}{{ safe }}{{ '<' }}{{ x|upper }}{% for c in [x] %}{{ c }}{% endfor %}"
        "{% filter upper %}{{ x }}{% endfilter %}{% endblock %}",
    }
    app = Flask("escaping")
    made = []
    for environment in (QuickEnvironment, Flask.jinja_environment):
        env = environment(app, loader=DictLoader(pages), autoescape=True)
        made.append(env.get_template("page").render(x=f"{HOSTILE}<script>&'\"", safe=Markup("<hr>")))
    assert made[0] == made[1] and "<script>" not in made[0] and "<hr>" in made[0]
