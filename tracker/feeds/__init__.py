"""Feeds: where they are, how they are fetched, and what their bytes say."""
