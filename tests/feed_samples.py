"""Court and news feeds built for tests: invented courts' business in the real formats."""

from collections.abc import Sequence

DISTRICT_ITEM = """<item>
<title>{title}</title>
<link>https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?{case}</link>
<description>[{kind}]{document}</description>
<guid isPermaLink="true">https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?{case}&amp;{seq}</guid>
<pubDate>{when}</pubDate>
</item>"""

BUILT = "Mon, 02 Mar 2026 15:05:00 GMT"


def rss(items: Sequence[str], *, head: str = "", encoding: str = "ISO-8859-1", built: str = BUILT) -> bytes:
    """A court's channel around `items`; `head` goes before the items."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<rss version="2.0">\n<channel>\n'
        "<title>District of Somewhere - Recent Entries</title>\n<link>https://ecf.dcd.uscourts.gov</link>\n"
        "<description>Docket entries of type: order,motion</description>\n"
        f"<lastBuildDate>{built}</lastBuildDate>\n{head}" + "\n".join(items) + "\n</channel>\n</rss>\n"
    )
    return text.encode(encoding)


def district_item(
    title: str = "1:26-cv-00123-ABC Rivers v. Agency of Records",
    kind: str = "Order on Motion for TRO",
    *,
    case: int = 277123,
    seq: int = 98,
    doc: str | None = "04511234567",
    number: str = "39",
    when: str = "Mon, 02 Mar 2026 14:09:55 GMT",
) -> str:
    link = f"https://ecf.dcd.uscourts.gov/doc1/{doc}?caseid={case}&amp;amp;de_seq_num={seq}"
    document = f' (&lt;a href="{link}" &gt;{number}&lt;/a&gt;)' if doc else ""
    return DISTRICT_ITEM.format(title=title, kind=kind, case=case, seq=seq, document=document, when=when)


def appellate_item(
    number: str = "26-5006",
    caption: str = "Rivers v. Agency of Records",
    kind: str = "Per Curiam Order Filed",
    *,
    doc: str | None = "01208712345",
    label: str = "Document",
    part: int = 771,
    when: str = "Mon, 02 Mar 2026 10:09:55 EST",
) -> str:
    base = f"https://ecf.cadc.uscourts.gov/n/beam/servlet/TransportRoom?servlet=DocketReportFilter.jsp&amp;caseNum={number}"
    document = f" (&lt;a href='https://ecf.cadc.uscourts.gov/docs1/{doc}'>{label}&lt;/a>)" if doc else ""
    return (
        f"<item><title>{number} {caption}</title><link>{base}</link><description>[{kind}]{document}</description>"
        f'<guid isPermaLink="true">{base}&amp;partId={part}</guid><pubDate>{when}</pubDate></item>'
    )


def nyed_item(
    title: str = "1:25-cv-00777-PQR-ST Moss v. Harbor & Sons et al",
    kind: str = "Order",
    *,
    case: int = 408999,
    number: str | None = None,
    when: str = "Mon, 02 Mar 2026 14:10:04 GMT",
) -> str:
    caption = title.partition(" ")[2]
    base = "https://ecf.nyed.uscourts.gov/cgi-bin"
    document = f'(<a href="{base}/show_case_doc?{number},{case},,,">{number}</a>)' if number else ""
    return (
        f"<item><title><![CDATA[{title}]]></title><pubDate>{when}</pubDate><author></author>"
        f'<guid isPermaLink="true">{base}/DktRpt.pl?{case}</guid>'
        f"<description><![CDATA[[{kind}] {caption} {document}]]></description>"
        f"<link>{base}/DktRpt.pl?{case}</link></item>"
    )


def bankruptcy_item(
    title: str = "26-10992-smb Lantern Oil, Inc.                  ",
    kind: str = "Objection",
    *,
    trustee: str = "",
    doc: str | None = "126018830418",
    number: str = "5237",
    when: str = "Mon, 02 Mar 2026 14:11:31 GMT",
) -> str:
    named = f"Trustee: {trustee} " if trustee else " "
    link = f"https://ecf.nysb.uscourts.gov/doc1/{doc}?pdf_header=&#x26;amp;de_seq_num=16739&#x26;amp;caseid=265812"
    document = f" (&#x3C;a href=&#x27;{link}&#x27;&#x3E;{number}&#x3C;/a&#x3E;)" if doc else " "
    return (
        f"<item><title>{title}</title><link>https://ecf.nysb.uscourts.gov/cgi-bin/DktRpt.pl?265812</link>"
        f"<description>Type: bk Office: 1 Chapter: 11 {named}[{kind}]{document}</description>"
        f'<guid isPermaLink="true">https://ecf.nysb.uscourts.gov/cgi-bin/DktRpt.pl?265812-16739</guid>'
        f"<pubDate>{when}</pubDate></item>"
    )


ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Newsroom</title><subtitle>Press releases</subtitle><updated>2026-03-02T15:00:00Z</updated>
<entry>
<title type="html">Court &lt;b&gt;pauses&lt;/b&gt; transfer of records</title>
<link href="https://WWW.Example.org/News/1?utm_source=rss&amp;id=7&amp;fbclid=abc#top"/>
<id>tag:example.org,2026:1</id>
<published>2026-03-02T09:30:00-05:00</published>
<summary type="html">&lt;p&gt;A judge ruled.&lt;/p&gt;
&lt;p&gt;More&amp;hellip;&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</summary>
</entry>
</feed>
"""

NAMESPACED_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Example News</title><link>https://news.example.com/</link><description>All news</description>
<lastBuildDate>Mon, 02 Mar 2026 10:00:00 -0500</lastBuildDate>
<item><title>Records – the fight goes on</title><link>https://news.example.com/a</link><dc:creator>Desk</dc:creator>
<guid>a1</guid><dc:date>2026-03-01T12:00:00Z</dc:date><description>Short words</description>
<content:encoded><![CDATA[<p>Long words</p>]]></content:encoded></item>
</channel></rss>
""".encode()

JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "description": "Short",
 "items": [{"id": 12, "url": "https://wire.example.org/12", "title": "Agreement signed",
            "content_html": "<p>Two agencies agreed.</p>", "date_published": "2026-03-02T08:00:00+01:00"}]}"""

# A court's feed with an item of each dialect, and a feed of every kind.
COURT = rss([district_item(), nyed_item(), bankruptcy_item(), appellate_item()])
ALL_KINDS = [COURT, ATOM, NAMESPACED_RSS, JSON_FEED]
