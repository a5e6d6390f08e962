"""What mail needs each minute is found by an index: open messages by digest, digests that still have their text,
addresses to forget, filters that nobody has."""

SCRIPT = """
drop index outbox_open;
create index outbox_open on outbox(batch_id, outbox_id) where sent_at is null and failed_at is null;
create index batches_full on batches(batch_id) where content is not null;
create index owed_carried on owed(outbox_id) where outbox_id is not null;
create index subscribers_scope on subscribers(scope_id);
create index subscribers_asked on subscribers(requested_at) where requested_at is not null;
create index subscribers_gone on subscribers(left_at) where left_at is not null;
"""
