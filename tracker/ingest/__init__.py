"""Flows: from a source to the store, each in one transaction that also says that it happened."""
