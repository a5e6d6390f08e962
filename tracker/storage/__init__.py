"""The only SQL. One table family a file; `store.open_store` is the only way in."""
