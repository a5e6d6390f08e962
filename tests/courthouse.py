"""Every feed of a list, answered on the loopback address, each by a host of its own: what courts and newsrooms would
have published by the clock that goes faster."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from tests import feed_samples, papers_samples
from tracker.models import FeedSource

# A court's feed shows so many items; an item comes every so often; one in so many stands on a tracked docket.
ITEMS, ONE_IN = 80, 40
EVERY, NEWS_EVERY = timedelta(minutes=3), timedelta(minutes=30)
NEWS_ITEMS = 20
_TYPES = (
    "Notice of Appearance", "Motion for Extension of Time to File", "Order on Motion for Extension of Time to File",
    "Response in Opposition to Motion", "Reply to Response", "Order on Motion for TRO", "Minute Entry", "Declaration",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Docket:
    number: str
    caption: str


def body(source: FeedSource, level: str, tracked: Sequence[Docket], now: datetime) -> bytes:
    """What the feed says at `now`; two calls within one item's time differ in nothing but the build date."""
    if source.kind == "news":
        return _news(source, tracked, now)
    if source.kind == "scotus":
        return papers_samples.scotus_json(
            papers_samples.scotus_line("Mar 02 2026", "Application denied.", 5),
            CaseNumber=f"{source.id.removeprefix('scotus-').upper()} ",
        )
    last = int(now.timestamp() // EVERY.total_seconds())
    items = [_item(source, level, tracked, number) for number in range(last, last - ITEMS, -1)]
    text = feed_samples.rss(items, built=_stamp(now)).decode("iso-8859-1")
    return text.replace(".dcd.", f".{source.court_id}.").encode("iso-8859-1", "replace")


def _item(source: FeedSource, level: str, tracked: Sequence[Docket], number: int) -> str:
    when = _stamp(datetime.fromtimestamp(number * EVERY.total_seconds()).astimezone())
    if tracked and number % ONE_IN == 0:
        docket = tracked[number // ONE_IN % len(tracked)]
    else:
        docket = Docket(f"1:26-cv-{number % 9000 + 90_000}" if level != "appeals" else f"26-{number % 9000 + 1000}",
                        f"Person {number % 700} v. Company {number % 900}")  # fmt: skip
    caption, kind = docket.caption.replace("&", "&amp;"), _TYPES[number % len(_TYPES)]
    if level == "appeals":
        return feed_samples.appellate_item(docket.number, caption, kind, doc=f"012{number}", part=number, when=when)
    return feed_samples.district_item(
        f"{docket.number} {caption}", kind, case=number % 9000, seq=number % 100_000, doc=f"045{number}",
        number=str(5000 + number % 4000), when=when,
    )  # fmt: skip


def _news(source: FeedSource, tracked: Sequence[Docket], now: datetime) -> bytes:
    """A third of the items tell of a tracked case."""
    last, items = int(now.timestamp() // NEWS_EVERY.total_seconds()), []
    for number in range(last, last - NEWS_ITEMS, -1):
        about = tracked[number % len(tracked)].caption if number % 3 == 0 and tracked else f"harbor fees, part {number}"
        title = f"Judge hears arguments on records in {about}".replace("&", "&amp;")
        when = _stamp(datetime.fromtimestamp(number * NEWS_EVERY.total_seconds()).astimezone())
        link = f"https://{source.id}.example/{number}"
        items.append(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{when}</pubDate>"
            f"<description>The agency asked the court to let it share the records; item {number}.</description></item>"
        )
    return feed_samples.rss(items, built=_stamp(now), encoding="UTF-8")


def _stamp(moment: datetime) -> str:
    return format_datetime(moment.astimezone(tz=None).replace(microsecond=0)).replace("+0000", "GMT")


class Courthouse:
    """A socket for each of `names`, in a thread beside; `ports` says which. `answer(name)` makes a body."""

    def __init__(self, names: Sequence[str], answer: Callable[[str, str], bytes]):
        self.asked, self.ports, self._answer, self._names = 0, dict[str, int](), answer, names
        self._loop, ready = asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(30)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        for name in self._names:
            server = self._loop.run_until_complete(asyncio.start_server(self._serve(name), "127.0.0.1", 0))
            self.ports[name] = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()

    def _serve(self, name: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                self.asked += 1
                found = self._answer(name, head.split(b" ", 2)[1].decode())
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n"
                             b"Content-Length: %d\r\n\r\n" % len(found) + found)  # fmt: skip
                await writer.drain()
            except (OSError, asyncio.IncompleteReadError):
                pass  # the tracker hung up
            finally:
                writer.close()

        return serve

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        time.sleep(0.1)
