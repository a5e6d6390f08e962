"""The shape of register files. One case or one flow a file; every rule a paralegal must keep is checked here.

Dates are ISO strings: `2026-02-05` (a day) or `2026-02` (only the month is known); null means undated.
"""

from tracker.register.schema.case import Case, Docket, Event
from tracker.register.schema.flow import Agency, Flow, LifeFact, OperatingFact
from tracker.register.schema.orders import Act, Order, StayEnd, Touch
from tracker.register.schema.parts import CAPTION_TO_FILL, ID, NAME_TO_FILL, Restriction, event_id

__all__ = [
    "Act",
    "Agency",
    "CAPTION_TO_FILL",
    "Case",
    "Docket",
    "Event",
    "Flow",
    "ID",
    "LifeFact",
    "NAME_TO_FILL",
    "OperatingFact",
    "Order",
    "Restriction",
    "StayEnd",
    "Touch",
    "event_id",
]
