"""Items of district and bankruptcy courts' CM/ECF feeds, among them E.D.N.Y.'s own kind. Pure.

`title` = number and caption; `link` = `DktRpt.pl?<case id>`; `description` = `[type] (<a href=…/doc1/…>39</a>)`, in
bankruptcy courts after `Type: … Office: … Chapter: … [Trustee: …]`. `pubDate` is when the clerk entered it.
"""

import re

from tracker.courts import Court
from tracker.feeds.dialects.common import read_document, read_heading, read_types, web_address
from tracker.feeds.when import parse_date
from tracker.models import EntryDraft, FeedItem

_CASE_LINK = re.compile(r"\?([0-9]+)(?:[&;-][^?]*)?$")
# iquery.pl?625371913403797-L_9999_1-0-663150: a nonce, then the case id.
_NONCE_LINK = re.compile(r"\?[0-9]+-L[_0-9A-Za-z-]*-([0-9]+)$")
# What stands before the event type in bankruptcy courts; it uses no brackets itself.
_BANKRUPTCY_PREFIX = re.compile(r"^\s*Type:[^\[]{0,60}?Office:[^\[]{0,60}?Chapter:[^\[]*")
_SEQUENCE_TAIL = re.compile(r"(\?[0-9]+)[&-][0-9]+$")


def read_item(item: FeedItem, index: int, court: Court) -> EntryDraft | None:
    """One entry draft, or None when the title names no docket. `date_entered` is None when the date is unreadable."""
    heading = read_heading(item.title)
    if heading is None:
        return None
    document = read_document(item.summary)
    link = item.link.strip()
    # The sequence after the case id leads to an empty form, so the link shown goes without it.
    tail = _SEQUENCE_TAIL.search(link)
    return EntryDraft(
        court_id=court.court_id,
        docket_number=heading.docket_number,
        pacer_case_id=read_case_id(link) or document.pacer_case_id,
        caption=heading.caption,
        date_entered=parse_date(item.published),
        document_number=document.number,
        pacer_doc_id=document.pacer_doc_id,
        pacer_seq_no=document.pacer_seq_no,
        short_descriptions=read_types(_BANKRUPTCY_PREFIX.sub("", item.summary, count=1)),
        source_url=web_address(link[: tail.end(1)] if tail else link),
        item_index=index,
    )


def read_case_id(link: str) -> str | None:
    """`…/DktRpt.pl?277123`, `…?277123&98` -> `277123`; None when the link holds none."""
    found = _NONCE_LINK.search(link.strip()) or _CASE_LINK.search(link.strip())
    return found.group(1) if found else None
