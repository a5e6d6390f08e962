"""The checker of pages finds what it is for."""

import pytest

from tests.markup import faults

PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    "good",
    [
        "<h1>A <bdi>b</bdi></h1><p>c <a href='/x'>d</a></p>",
        "<ul><li><p>a</p></li></ul><dl><dt>a</dt><dd><ul><li>b</li></ul></dd></dl>",
        "<form action='/x'><label for='q'>Q</label><input id='q' name='q'><button>Go</button></form>",
        "<details><summary>more <strong>b</strong></summary><p>a</p></details>",
        "<svg width='4' height='4' role='img' aria-labelledby='t'><title id='t'>a</title><path d='M0 0'/></svg>",
        "<table><caption>c</caption><thead><tr><th scope='col'>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
    ],
)
def test_a_valid_page_has_no_faults(good: str) -> None:
    assert faults(PAGE.format(good)) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("<p>a<div>b</div></p>", "Unexpected end tag (p)"), ("<b>a</i>", "i"), ("<span><div>a</div></span>", "<div> inside"),
        ("<i id='a'>x</i><b id='a'>y</b>", "stands 2 times"), ("<a href='#gone'>x</a>", "leads nowhere"),
        ("<label for='q'>x</label>", "names nothing"), ("<ul><p>a</p></ul>", "right inside <ul>"),
        ("<p><li>a</li></p>", "<li> outside"), ("<a href='/x'><button>b</button></a>", "inside a link"),
        ("<font>a</font>", "obsolete"), ("<td>a</td>", "td"), ("<table><tr><p>x</p></tr></table>", "table"),
        ("<p onclick='x()'>a</p>", "<p onclick>"), ("<p style='color:red'>a</p>", "<p style>"),
        ("<table border='1'></table>", "<table border>"), ("<details><p>a</p></details>", "without a <summary>"),
        ("<h2></h2>", "without words"), ("<img src='/a.png'>", "without alt"), ("<dl><dt>a</dt></dl>", "alone"),
        ("<a href='/a b'>x</a>", "no valid address"), ("<p>a &nosuch; b</p>", "entity"),
        ("<time datetime='2026-11-22T15:00:00.123456+00:00'>x</time>", "datetime"), ("<svg><p>x</p></svg>", "svg"), ("<label>a <input><input></label>", "more than its own field"),
    ],
)  # fmt: skip
def test_a_fault_is_named(bad: str, said: str) -> None:
    assert any(said.lower() in fault.lower() for fault in faults(PAGE.format(bad))), faults(PAGE.format(bad))


def test_what_stands_before_and_around_the_body_is_read_too() -> None:
    assert faults("<p>a</p>") and faults(PAGE.format("a").replace("<!doctype html>", ""))
