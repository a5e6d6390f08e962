"""What pages say of themselves to programs: schema.org in JSON-LD, as data beside the page. Pure.

A court order is no `Legislation`, and schema.org has no word for a docket, an order or a data flow: those pages say
where they stand in the site and no more. What can be downloaded is described by `tracker.datafile.dataset`.
"""

from collections.abc import Iterable
from typing import Any

from tracker.text import clip, one_line

Json = dict[str, Any]
_CONTEXT = "https://schema.org"


def breadcrumbs(root: str, pages: Iterable[tuple[str, str]]) -> Json:
    """The way to a page (schema.org/BreadcrumbList). root: the site's address, without a slash at its end; pages: name
    and path of each on the way, the page itself last."""
    items = [
        {"@type": "ListItem", "position": place, "name": clip(one_line(name), 200), "item": root + path}
        for place, (name, path) in enumerate(pages, 1)
    ]
    return {"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def website(name: str, root: str, about: str) -> Json:
    """The site as a whole (schema.org/WebSite). about: what it is, in a sentence."""
    return {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "name": name,
        "url": f"{root}/",
        "description": about,
        "inLanguage": "en",
    }
