"""Items of the courts of appeals' CM/ECF feeds. Pure.

No case id; documents are `/docs1/<id>`. Where the link says "Document" instead of a number (the D.C. Circuit), the
document id is the entry's number. An order in consolidated cases is one item a case, each its own entry.
"""

from tracker.courts import Court
from tracker.feeds.dialects.common import read_document, read_heading, read_types, web_address
from tracker.feeds.when import parse_date
from tracker.models import EntryDraft, FeedItem


def read_item(item: FeedItem, index: int, court: Court) -> EntryDraft | None:
    """One entry draft, or None when the title names no docket. `date_entered` is None when the date is unreadable."""
    heading = read_heading(item.title)
    if heading is None:
        return None
    document = read_document(item.summary)
    if document.number is None and document.pacer_doc_id is not None:
        document = document._replace(number=document.pacer_doc_id)
    return EntryDraft(
        court_id=court.court_id,
        docket_number=heading.docket_number,
        pacer_case_id=None,
        caption=heading.caption,
        date_entered=parse_date(item.published),
        document_number=document.number,
        pacer_doc_id=document.pacer_doc_id,
        pacer_seq_no=None,
        short_descriptions=read_types(item.summary),
        source_url=web_address(item.link),
        item_index=index,
    )
