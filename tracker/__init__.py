"""The data-sharing docket: which court order restricts which data flow, on any date, and why."""

__version__ = "0.1.0"
