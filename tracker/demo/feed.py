"""Feeds of the invented court, in the form in which real courts write theirs. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

HOST = "https://ecf.demod.example"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the demo court; `number` None for a paperless one. `ago` is counted back from the feed's build."""

    caption: str
    docket: str
    case_id: int
    kind: str
    sequence: int
    number: int | None
    ago: timedelta


OTHERS = (
    Item("Fogg v. Mist", "1:26-cv-00007", 7, "Answer to Complaint", 21, 9, timedelta(hours=2)),
    Item("In re: Umbrella Recall", "1:25-md-00003", 3, "Status Report", 310, 144, timedelta(hours=3)),
)
APPEARANCE = Item(
    "Harbor Reading Circle et al v. Bureau of Weather Permits et al", "1:26-cv-00042", 42, "Notice of Appearance",
    31, 11, timedelta(minutes=90),
)  # fmt: skip
ORDER = Item(
    "Harbor Reading Circle et al v. Bureau of Weather Permits et al", "1:26-cv-00042", 42,
    "Order on Motion for Preliminary Injunction", 44, 17, timedelta(minutes=3),
)  # fmt: skip


def feed(built: datetime, *items: Item) -> bytes:
    """An RSS document as CM/ECF writes it, newest entry first."""
    body = "".join(_item(item, built - item.ago) for item in sorted(items, key=lambda i: i.ago))
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<rss version="2.0"><channel>\n'
        f"<title>District of Example - Recent Entries (DEMO)</title>\n<link>{HOST}</link>\n"
        "<description>Docket entries of type: all</description>\n"
        f"<lastBuildDate>{_stamp(built)}</lastBuildDate>\n{body}</channel></rss>\n"
    ).encode("iso-8859-1")


def _item(item: Item, entered: datetime) -> str:
    page = f"{HOST}/cgi-bin/DktRpt.pl?{item.case_id}"
    words = f"[{item.kind}]"
    if item.number is not None:
        document = (
            f"{HOST}/doc1/0990{item.case_id:04d}{item.sequence:04d}?caseid={item.case_id}&de_seq_num={item.sequence}"
        )
        words += f' (<a href="{document}" >{item.number}</a>)'
    return (
        f"<item><title>{escape(f'{item.docket} {item.caption}')}</title><link>{page}</link>"
        f"<description>{escape(words)}</description>"
        f'<guid isPermaLink="true">{page}&amp;{item.sequence}</guid><pubDate>{_stamp(entered)}</pubDate></item>\n'
    )


def _stamp(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
