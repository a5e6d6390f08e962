"""What stood in the way of a flow on a day. Pure: facts in, dated intervals and reasons out; no I/O, no clock."""
