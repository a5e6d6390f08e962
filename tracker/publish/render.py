"""Files of the published site, made by asking the real site for its pages. Every answer comes from one snapshot."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import unescape
from pathlib import Path

from werkzeug.test import EnvironBuilder

from tracker import datafile
from tracker.chronicle import Ask, build_chronology
from tracker.config import ROOT, Config
from tracker.dates import today_eastern, utc_text
from tracker.documents import FORMS, render_several
from tracker.errors import PublishError
from tracker.outputs.addresses import UNDATED, Addresses, file_of
from tracker.outputs.board import agencies_of
from tracker.outputs.filters import Cursor
from tracker.publish import rewrite, searchindex
from tracker.publish.items import Item
from tracker.publish.site import site_over
from tracker.register.schema import event_id
from tracker.storage.published import read_ahead, search_rows
from tracker.web.context import read_view
from tracker.web.timeline import filter_names

Files = dict[str, "bytes | Path"]
_EVENT = "/events/"
# Answers of the store that a process keeps at most: three an event.
_KEPT = 40_000
_NEXT = re.compile(r'rel="next" href="([^"]*)"')


class Renderer:
    """Makes items from a snapshot of the database. One a process."""

    def __init__(self, config: Config, snapshot: Path, scratch: Path, addresses: Addresses, now: datetime):
        self.addresses, self.now, self.scratch = addresses, now, scratch
        # The same few hundred links stand on every page.
        self.to = lru_cache(1 << 16)(addresses.of)
        self.attribute = rewrite.attributes(self.to, addresses.form)
        self.app = site_over(config, snapshot, addresses, now)
        self.site = self.app.extensions["tracker"]
        # Chronologies and pages are made one after the other, from one connection and what it has read.
        self.store = self.site.borrow()
        self.store.kept = {}
        self.site.give_back(self.store)
        self.environ = EnvironBuilder(base_url=addresses.site).get_environ()
        self.config = self.site.config

    def close(self) -> None:
        self.site.close()

    def get(self, address: str) -> bytes:
        """The body that the site answers with. Raises PublishError for anything but 200.

        The view answers itself, without what Flask does around it for a reader: files have no headers, and an error is
        an error here, not a page that says so."""
        path, _, query = address.partition("?")
        with self.app.request_context({**self.environ, "PATH_INFO": path, "QUERY_STRING": query}):
            try:
                response = self.app.make_response(self.app.dispatch_request())
            except Exception as error:
                raise PublishError(f"{address} cannot be made ({error!r}); nothing was published") from error
            response.direct_passthrough = False
            if response.status_code != 200:
                raise PublishError(f"the site answers {response.status_code} for {address}; nothing was published")
            return response.get_data()

    def read_ahead(self, todo: Sequence[Item]) -> None:
        """Read what the pages of events among these items are made of."""
        kept = self.store.kept
        if kept is not None and len(kept) > _KEPT:
            kept.clear()
        found = (i.args[0].removeprefix(_EVENT) for i in todo if i.make == "page" and i.args[0].startswith(_EVENT))
        read_ahead(self.store, found)

    def make(self, item: Item) -> Files:
        """File names, below the folder of the site, and what is to stand in them."""
        maker: Callable[..., Files] = getattr(self, f"_{item.make}")
        return maker(*item.args)

    def _html(self, address: str, file: str | None = None) -> Files:
        body = rewrite.html(self.get(address), self.attribute, self.to)
        return {file or file_of(self.to(address)): body}

    def _page(self, address: str) -> Files:
        made = self._html(address)
        if address == "/corrections":
            number = 1
            while b'href="/corrections/%d/"' % (number + 1) in made[file_of(self.to(_page(number)))]:  # type: ignore[operator]
                number += 1
                made |= self._html(_page(number))
        return made

    def _raw(self, address: str) -> Files:
        return {file_of(address): self.get(address)}

    def _atom(self, address: str) -> Files:
        return {file_of(self.to(address)): rewrite.atom(self.get(address), self.to)}

    def _feed(self, address: str) -> Files:
        return {file_of(self.to(address)): rewrite.json(self.get(address), self.to)}

    def _ics(self, address: str) -> Files:
        return {file_of(self.to(address)): rewrite.ics(self.get(address), self.to)}

    def _sitemap(self, address: str) -> Files:
        return {file_of(address): rewrite.sitemap(self.get(address), self.to)}

    def _api(self, address: str, file: str | None = None, last: str | None = None) -> Files:
        """A list with all that follow it, a file each: `x.json`, `x-2.json`. last: where the end leads."""
        file = file or file_of(self.to(address))
        stem, made, number = file.removesuffix(".json"), {}, 1
        question = f"{address}{'&' if '?' in address else '?'}limit=500" if address.split("?")[0] in _LISTS else address
        while True:
            answer = json.loads(self.get(question))
            following = answer.get("next")
            name = file if number == 1 else f"{stem}-{number}.json"
            number += 1
            if following:
                question = following.removeprefix(self.addresses.site)
                answer["next"] = f"{self.addresses.site}/{stem}-{number}.json"
            elif last:
                answer["next"] = last
            body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n"
            made[name] = rewrite.json(body.encode(), self._api_link)
            if not following:
                return made  # type: ignore[return-value]

    def _api_link(self, address: str) -> str:
        return address if address.startswith(f"{self.addresses.site}/api/") else self.to(address)

    def _day(self, day: str) -> Files:
        return self._html(f"/?as_of={day}", f"on/{day}/index.html") | self._html(
            f"/map?as_of={day}", f"on/{day}/map/index.html"
        )

    def _days(self, _: str) -> Files:
        return {
            "on/days.json": json.dumps(
                {"today": today_eastern(self.now).isoformat(), "days": list(self.addresses.days)}
            ).encode()
        }

    def _month(self, month: str) -> Files:
        """The pages of one month, newest first, and its events as CSV."""
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        made = self._chain(f"/timeline?from={first}&to={last}", f"timeline/{month}")
        return made | {f"timeline/{month}/events.csv": self.get(f"/timeline.csv?from={first}&to={last}")}

    def _undated(self) -> Files:
        """The events without a date, at the end of the timeline."""
        months = self.addresses.months
        after = f"={Cursor(*months[min(months)][-1]).text()}" if months else ""
        made = self._chain("/timeline" + (f"?after{after}" if after else ""), f"timeline/{UNDATED}")
        return made | self._api(
            "/api/v1/events" + (f"?cursor{after}" if after else ""), f"api/v1/events/{UNDATED}.json"
        )

    def _chain(self, address: str, folder: str) -> Files:
        made: Files = {}
        number = 1
        while True:
            body = self.get(address)
            following = _NEXT.search(body.decode())
            name = f"{folder}/index.html" if number == 1 else f"{folder}/{number}/index.html"
            number += 1
            text = body.decode()
            if following:
                address = unescape(following[1])
                text = text.replace(following[0], f'rel="next" href="/{folder}/{number}/"')
            made[name] = rewrite.html(text.encode(), self.attribute, self.to)
            if not following:
                return made

    def _month_api(self, month: str, earlier: str) -> Files:
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        leads = f"{self.addresses.site}/api/v1/events/{earlier or UNDATED}.json"
        return self._api(f"/api/v1/events?from={first}&to={last}", f"api/v1/events/{month}.json", leads)

    def _newest(self, _: str) -> Files:
        """`/api/v1/events` begins with the newest month that has events; `next` leads on from there."""
        month = max(self.addresses.months, default="")
        if not month:
            return {"api/v1/events.json": self._undated()[f"api/v1/events/{UNDATED}.json"]}
        first = self._month_api(month, self.addresses.beside(month)[0])
        return {"api/v1/events.json": first[f"api/v1/events/{month}.json"]}

    def _order(self, order_id: str) -> Files:
        return self._html(f"/orders/{order_id}") | self._api(f"/api/v1/orders/{order_id}")

    def _case(self, case_id: str) -> Files:
        events = self._api(f"/api/v1/cases/{case_id}/events", f"api/v1/cases/{case_id}/events.json")
        return self._subject("case", case_id) | events

    def _flow(self, flow_id: str) -> Files:
        return self._subject("flow", flow_id)

    def _subject(self, kind: str, id_: str) -> Files:
        made = self._html(f"/{kind}s/{id_}") | self._api(f"/api/v1/{kind}s/{id_}")
        made |= self._atom(f"/timeline.atom?{kind}={id_}") | self._feed(f"/timeline.json?{kind}={id_}")
        return made | self._ics(f"/calendar.ics?{kind}={id_}")

    def _chronologies(self, kind: str, id_: str) -> Files:
        """Built once for all forms, as `export chronology` does."""
        ask = Ask(as_of=today_eastern(self.now), **{f"{kind}_ids": (id_,)})  # type: ignore[arg-type]
        found = build_chronology(self.store, self.site.lawbook, self.site.courts, ask, site=self.config.site_name)
        forms = (name for name, form in FORMS.items() if form.extension in self.addresses.forms)
        return {f"{kind}s/{id_}/chronology.{ending}": body for ending, body in render_several(found, forms)}

    def _moved(self, _: str) -> Files:
        """Ids of dockets, and those that a case had before, lead to their case, as they do on the site."""
        page = self.site.lawbook.page(self.store)
        made: Files = {}
        for case in page.cases.values():
            for docket in case.dockets:
                if case.id in self.addresses.cases and docket.id not in self.addresses.cases:
                    made |= self._leads(f"cases/{docket.id}", f"cases/{case.id}", "This docket is part of")
            own = [f"events/{event_id(case.id, event.key)}" for event in case.events]
            own += [f"orders/{event.order.id}" for event in case.events if event.order]
            for old in set(case.formerly) - {case.id} if case.id in self.addresses.cases else ():
                made |= self._leads(f"cases/{old}", f"cases/{case.id}", "This case is now")
                for path in own:
                    kind, _, id_ = path.partition("/")
                    if id_.startswith(f"{case.id}."):
                        made |= self._leads(f"{kind}/{old}{id_.removeprefix(case.id)}", path, "This is now")
        return made

    def _former(self, case_id: str, old: str) -> Files:
        """What programs and feed readers ask for by an id of before, which no page can lead on: the files of today."""
        made = self._case(case_id) | self._chronologies("case", case_id)
        made.pop(f"cases/{case_id}/index.html")
        found = {path.replace(f"cases/{case_id}", f"cases/{old}", 1): body for path, body in made.items()}
        case = self.site.lawbook.page(self.store).cases[case_id]
        for order_id in [event.order.id for event in case.events if event.order]:
            if order_id.startswith(f"{case_id}."):
                was = old + order_id.removeprefix(case_id)
                found |= self._api(f"/api/v1/orders/{order_id}", f"api/v1/orders/{was}.json")
        return found

    def _leads(self, path: str, to: str, said: str) -> Files:
        """A file at an address of before that leads on: a plain host of files has no 301."""
        name = to.partition("/")[2]
        text = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>'
            f'<link rel="canonical" href="{self.addresses.site}/{to}/">'
            f'<meta http-equiv="refresh" content="0; url=/{to}/">'
            f'<p>{said} <a href="/{to}/">{name}</a>.</p></html>\n'
        )
        return {f"{path}/index.html": text.encode()}

    def _static(self, _: str) -> Files:
        folder = ROOT / "static"
        skip = {"review.js", "subscribe.css"}
        return {
            f"static/{p.relative_to(folder)}": p.read_bytes()
            for p in sorted(folder.rglob("*"))
            if p.is_file() and p.name not in skip
        }

    def _data(self) -> Files:
        path = self.scratch / "data.db"
        page, name, url = self.site.lawbook.page(self.store), self.config.site_name, self.addresses.site
        told = {"title": name, "url": url, "made_at": utc_text(self.now)}
        datafile.write(self.store, page, self.site.courts, today_eastern(self.now), path, told)
        described = datafile.metadata(name, url)
        return {"data.db": path, "metadata.json": json.dumps(described, indent=2, ensure_ascii=False).encode()}

    def _search(self, number: str, *event_ids: str) -> Files:
        return {
            f"search/{number}/{name}": body
            for name, body in searchindex.segment(search_rows(self.store, event_ids)).items()
        }

    def _search_head(self, *segments: str) -> Files:
        with self.app.test_request_context("/"):
            names = filter_names(read_view())
            agencies = {f.id: sorted(agencies_of(f)) for f in self.site.lawbook.page(self.store).flows.values()}
        return {"search/index.json": searchindex.head(segments, names, agencies)}


def _page(number: int) -> str:
    return f"/corrections?page={number}" if number > 1 else "/corrections"


_LISTS = ("/api/v1/cases", "/api/v1/flows", "/api/v1/feeds", "/api/v1/events")
