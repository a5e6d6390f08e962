"""By which agencies each data flow is found and followed: those that it leads from and to, and their departments."""

import json
from collections.abc import Iterable

from tracker.storage.store import Store


def agencies_of_flows(store: Store, flow_ids: Iterable[str] | None = None) -> dict[str, set[str]]:
    """Flow id to the names of its agencies: of these flows, or of all."""
    # The recipient's department stands in the flow alone; the table has a column for the source's.
    sql = (
        "select flow_id, source_agency, recipient_agency, source_group,"
        " json_extract(body, '$.recipient.part_of') from flows"
    )
    if flow_ids is None:
        found = store.execute(sql)
    else:
        found = store.execute(f"{sql} where flow_id in (select value from json_each(?))", [json.dumps([*flow_ids])])
    return {flow_id: {name for name in names if name} for flow_id, *names in found}
