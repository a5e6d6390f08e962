"""The ticks of a swim-lane as HTML: a case's picture holds up to three hundred, too many for a template's loop.

Owns the link, the words and the place of one tick. Refuses to choose which events have one.
"""

from markupsafe import Markup

from tracker.outputs.lanes import Lane
from tracker.text import clip
from tracker.web.escaping import escape

# Beyond so many the Tab key does not stop at ticks: the list of events on the page holds the same links.
_STOPS = 60


def lane_ticks(lane: Lane, drawn: int) -> Markup:
    """Links to the events of one lane. drawn: how many ticks the whole picture has."""
    found = []
    for one in lane.filings:
        mark = "-act" if one.act else ""
        aside = "" if one.act and drawn <= _STOPS else ' tabindex="-1"'
        found.append(
            f'<a href="/events/{escape(one.event_id)}"{aside}><title>{escape(clip(one.title, 160))}</title>'
            f'<use class="filing{mark}" href="#tick{mark}" x="{one.x}%"/></a>'
        )
    return Markup("".join(found))
