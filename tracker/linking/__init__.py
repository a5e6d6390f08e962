"""Which cases, flows and events a text is about, with reasons. Pure."""
