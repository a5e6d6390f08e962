"""A minute of the tracker's life with invented agencies, an invented court and an invented case."""
