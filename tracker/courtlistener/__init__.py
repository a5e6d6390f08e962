"""CourtListener as a source: what to ask next, asking it, and storing what it says. `docs/courtlistener.md`."""
