"""Verbs on words alone: tag, link, evaluate. Nothing is stored."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from tracker.cli.common import courts_of, json_lines, put_line
from tracker.config import load_config
from tracker.errors import TrackerError
from tracker.linking.model import NewsText
from tracker.linking.news import LinkBook, build_linkbook, link
from tracker.models import Tagging
from tracker.register.files import load_register
from tracker.tagging.rules import load_rules
from tracker.tagging.tagger import tag


@click.command("tag")
def tag_verb() -> None:
    """Tag docket entries: JSON lines `{"id","court","text","source"?}` in, kind, actions, rules_on and matches out."""
    rules = load_rules(load_config().rules_file)
    for item in json_lines():
        if not isinstance(item.get("text"), str):
            raise TrackerError(f"entry {item.get('id')!r} has no `text`")
        found = tag(rules, item["text"], court_id=item.get("court"), source=item.get("source"))
        put_line({"id": item.get("id"), **tagging_json(found)})


def tagging_json(found: Tagging) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "actions": [{"relief": a.relief, "disposition": a.disposition} for a in found.actions],
        "rules_on": list(found.rules_on),
        "matches": [{"label": m.label, "rule": m.rule, "start": m.start, "end": m.end} for m in found.matches],
    }


@click.command("link")
def link_verb() -> None:
    """Link news items: JSON lines `{"id","title","summary","url","published"}` in, cases, flows and event out.

    The cases and flows are those of the register's files.
    """
    book = _book()
    for item in json_lines():
        published = str(item.get("published") or "")[:10]
        try:
            day = date.fromisoformat(published) if published else None
        except ValueError:
            raise TrackerError(
                f"item {item.get('id')!r}: `published` must begin with a date, not {published!r}"
            ) from None
        text = NewsText(str(item.get("title") or ""), str(item.get("summary") or ""), str(item.get("url") or ""), day)
        found = link(book, text)
        event = found.event
        put_line({
            "id": item.get("id"),
            "relevant": found.relevant,
            "case_ids": list(found.case_ids),
            "flow_ids": list(found.flow_ids),
            "event": {"kind": event.kind, "relief": event.relief, "disposition": event.disposition} if event else None,
            "event_date": found.event_date.isoformat() if found.event_date else None,
            "because": list(found.because),
        })  # fmt: skip


def _book() -> LinkBook:
    config = load_config()
    courts = courts_of(config)
    register = load_register(config.register_dir, frozenset(courts))
    return build_linkbook(register.cases, register.flows, courts)


@click.command("evaluate")
@click.argument("gold", type=click.Path(dir_okay=False))
@click.option("--worst", type=click.IntRange(min=0), default=0, help="show this many misses")
def evaluate_verb(gold: str, worst: int) -> None:
    """Measure the tagger on labelled entries, or the linker on labelled news items or on dockets with labelled ties:
    precision, recall and F1.

    What a file holds is told by its first line: a news item has a `title` and a `label`, a paper
    with its `ties` a `case`.
    """
    # Only this verb scores; the others need not load it.
    from tracker.linking import evaluate as news
    from tracker.linking import evaluate_ties as ties
    from tracker.tagging.evaluate import evaluate, load_gold, render

    try:
        lines = Path(gold).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise TrackerError(f"cannot read {gold}: {error.strerror}") from error
    first = next((line for line in lines if line.strip()), "")
    if ties.is_ties(first):
        rules = load_rules(load_config().rules_file)
        report_of_ties = ties.evaluate(
            ties.read_papers(lines), lambda text, court, source: tag(rules, text, court_id=court, source=source)
        )
        click.echo(ties.render(report_of_ties, worst))
        return
    if news.is_news(first):
        click.echo(news.render(news.evaluate(_book(), news.read_lines(lines)), worst))
        return
    report = evaluate(load_rules(load_config().rules_file), load_gold(lines))
    click.echo(render(report, worst))
