"""What is wrong with the HTML of a page: a strict parser, and the rules of the standard that a parser does not hold.

The rules are those of the HTML standard (html.spec.whatwg.org), sections 3.2.5 (content models), 4.4 to 4.11
(elements), 3.2.6.1 (id) and the list of obsolete features in 16.2.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib
from html5lib.constants import E as SAID


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HTML = "{http://www.w3.org/1999/xhtml}"
_PHRASING = _words(
    "a abbr b bdi bdo br button cite code data datalist del dfn em i img input ins kbd label link map mark meta meter"
    " noscript object output picture progress q ruby s samp script select small span strong sub sup svg template"
    " textarea time u var wbr"
)
_HEADINGS = frozenset(f"h{n}" for n in range(1, 7))
# May hold phrasing content only; a summary and a legend may hold a heading too.
_NARROW = _HEADINGS | _words(
    "p span em strong small s cite q dfn abbr data time code var samp kbd sub sup i b u mark bdi bdo label button"
    " summary legend pre output"
)
_OBSOLETE = _words("acronym applet basefont big center dir font frame frameset marquee nobr strike tt")
_OBSOLETE_ATTRIBUTES = _words("align bgcolor border cellpadding cellspacing valign nowrap background")
_CHILDREN = {
    "ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "select": {"option", "optgroup", "hr"},
    "tr": {"th", "td"}, "thead": {"tr"}, "tbody": {"tr"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
}  # fmt: skip
_PARENT = {"li": {"ul", "ol", "menu"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "summary": {"details"},
           "legend": {"fieldset"}, "caption": {"table"}, "figcaption": {"figure"}}  # fmt: skip
_LABELABLE = _words("button input meter output progress select textarea")
# An attribute that no element of ours may bear without being named here is a slip of the pen.
_ANYWHERE = _words("id class title lang dir hidden tabindex role autocapitalize spellcheck inert translate")
_ATTRIBUTES = {
    "html": "", "meta": "charset name content property http-equiv", "script": "src type", "table": "",
    "link": "rel href type title sizes media hreflang", "a": "href rel download type hreflang target",
    "input": "form type name value checked required maxlength minlength min max step placeholder autocomplete disabled"
             " readonly pattern list formaction formnovalidate size multiple",
    "button": "type name value disabled formaction formmethod formnovalidate form", "label": "for",
    "form": "action method novalidate autocomplete", "select": "form name required disabled multiple size autocomplete",
    "option": "value selected disabled label", "optgroup": "label disabled", "fieldset": "disabled", "ol": "start",
    "textarea": "form name rows cols maxlength required placeholder disabled readonly autocomplete", "time": "datetime",
    "details": "open name", "th": "scope colspan rowspan headers abbr", "td": "colspan rowspan headers",
    "col": "span", "colgroup": "span", "img": "src alt width height loading", "li": "value", "dialog": "open",
    "blockquote": "cite", "data": "value",
}  # fmt: skip


# A month, a day, or an instant with its offset (WHATWG HTML, 2.3.5): no more than thousandths of a second.
_MOMENT = re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?)?|\d{4}")


def faults(html: str) -> list[str]:
    """What is wrong, a line each; empty for a valid page."""
    parser = html5lib.HTMLParser()
    root = parser.parse(html)
    found = [
        f"line {at[0]}: {SAID.get(code, code) % values if values else SAID.get(code, code)}"
        for at, code, values in parser.errors
    ]
    return [*found, *_ids(root), *_walk(root, ())]


def _name(element: Any) -> str:
    return element.tag.removeprefix(HTML) if isinstance(element.tag, str) else ""


def _ids(root: Any) -> Iterator[str]:
    ids = Counter(e.get("id") for e in root.iter() if e.get("id") is not None)
    for ident, count in ids.items():
        if count > 1:
            yield f"id {ident!r} stands {count} times"
        if not ident or re.search(r"\s", ident):
            yield f"id {ident!r} is empty or holds a space"
    for e in root.iter():
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "form", "list"):
            for wanted in (e.get(name) or "").split():
                if wanted not in ids:
                    yield f"<{_name(e)} {name}={wanted!r}> names nothing"
        if (href := e.get("href") or "").startswith("#") and href[1:] not in ids:
            yield f"the link to {href!r} leads nowhere"


def _walk(element: Any, above: tuple[str, ...]) -> Iterator[str]:
    name = _name(element)
    if not element.tag or not isinstance(element.tag, str):
        return
    if not element.tag.startswith(HTML):
        if name.endswith("}svg"):
            yield from _foreign(element)
        return
    yield from _placed(element, name, above)
    yield from _attributes(element, name)
    yield from _own_rules(element, name)
    for child in element:
        yield from _walk(child, (*above, name))


def _foreign(svg: Any) -> Iterator[str]:
    for e in svg.iter():
        if not isinstance(e.tag, str) or e.tag.startswith(HTML):
            yield f"<{_name(e)}> inside a picture"


def _placed(element: Any, name: str, above: tuple[str, ...]) -> Iterator[str]:
    parent = above[-1] if above else ""
    # `a`, `ins` and `del` take the content model of what holds them.
    solid = next((a for a in reversed(above) if a not in ("a", "ins", "del")), "")
    heading = name in _HEADINGS and solid in ("summary", "legend")
    if solid in _NARROW and name not in _PHRASING and not heading:
        yield f"<{name}> inside <{solid}>"
    if parent in _CHILDREN and name not in _CHILDREN[parent] | {"script", "template"}:
        yield f"<{name}> right inside <{parent}>"
    if name in _PARENT and parent not in _PARENT[name]:
        yield f"<{name}> outside {' or '.join(sorted(_PARENT[name]))}"
    interactive = name in ("a", "button", "select", "textarea", "details", "label") or (
        name == "input" and element.get("type") != "hidden"
    )
    if interactive and ("a" in above or "button" in above):
        yield f"<{name}> inside a link or a button"
    for alone in ("form", "label", "main", "header", "footer"):
        if name == alone and alone in above:
            yield f"<{alone}> inside <{alone}>"
    if name in ("h1", "h2", "h3", "h4", "section", "article") and {"th", "dt", "address"} & set(above):
        yield f"<{name}> inside a table's or a list's head"


def _attributes(element: Any, name: str) -> Iterator[str]:
    if name in _OBSOLETE:
        yield f"<{name}> is obsolete"
    for attribute in element.attrib:
        if attribute.startswith(("aria-", "data-")) or attribute in _ANYWHERE:
            continue
        if attribute in _OBSOLETE_ATTRIBUTES or attribute not in _ATTRIBUTES.get(name, "").split():
            yield f"<{name} {attribute}>"
    if name == "a" and re.search(r"[\s<>\"\\^`{|}]", element.get("href") or ""):
        yield f"<a href={element.get('href')!r}> is no valid address"


def _own_rules(element: Any, name: str) -> Iterator[str]:
    names = [_name(child) for child in element]
    if (moment := element.get("datetime")) is not None and not _MOMENT.fullmatch(moment):
        yield f"<{name} datetime={moment!r}>"
    if name == "details" and names[:1] != ["summary"]:
        yield "<details> without a <summary> first"
    if name == "dl" and names and "div" not in names and (names[0] != "dt" or names[-1] != "dd"):
        yield "<dl> with a term or a description alone"
    if name == "img" and element.get("alt") is None:
        yield "<img> without alt"
    if name == "fieldset" and "legend" in names[1:]:
        yield "<legend> not first in its <fieldset>"
    if name == "label":
        fields = [e for e in element.iter() if _name(e) in _LABELABLE]
        if len(fields) > 1 or (fields and element.get("for") not in (None, fields[0].get("id"))):
            yield "<label> with more than its own field"
    speaks = "".join(element.itertext()).strip() or element.get("aria-label")
    if name in ("button", "a", "h1", "h2", "h3", "h4", "summary") and not speaks:
        yield f"<{name}> without words"
    if name == "ul" and "".join((element.text or "").split()):
        yield "words right inside <ul>"
    if name == "textarea" and "\r" in (element.text or ""):
        yield "<textarea> with a carriage return"
