"""A first case file for a docket, to be filled in by hand. Pure."""

import re

from tracker.courts import Court
from tracker.docket_numbers import clean


def case_skeleton(court: Court, docket_number: str, case_id: str | None) -> tuple[str, str]:
    """(case id, YAML text). The text passes the schema once its CAPITALS are replaced."""
    number = clean(docket_number)
    name = case_id or re.sub(r"[^a-z0-9]+", "-", f"{court.court_id}-{number}".lower()).strip("-")
    text = f"""# yaml-language-server: $schema=../case.schema.json
# {court.name}, No. {number}. The format is explained in docs/register.md.
id: {name}
name: PLAINTIFF v. DEFENDANT
caption: FULL CAPTION AS ON THE PAPERS
plaintiffs: []
defendants: []
claims: []
dockets:
  - id: {name}
    court: {court.court_id}
    number: "{number}"
events: []
# An event looks like this; an order has the block `order:` beneath it.
#  - key: 2026-01-31-complaint
#    date: 2026-01-31
#    kind: complaint
#    title: What happened, in one sentence
#    sources: [https://example.org/where-you-read-it]
"""
    return name, text
