"""What is owed stands once for all who follow the same things, and one digest is composed for all of them."""

SCRIPT = """
create table scopes (
    -- what can be followed, each distinct filter once; in the canonical JSON of tracker.subscriptions
    scope_id integer primary key, body text not null unique
) strict;
insert into scopes (body) select distinct scope from subscribers;

alter table subscribers add column scope_id integer references scopes(scope_id);
alter table subscribers add column told_seq integer not null default 0;   -- up to here the scope's rows were carried
alter table subscribers add column urgent integer not null default 0;     -- a changed status need not wait for its day
update subscribers set scope_id = (select s.scope_id from scopes s where s.body = subscribers.scope);
create index subscribers_due on subscribers(scope_id, told_seq, period, hour, weekday, zone, urgent)
    where state = 'confirmed';

create table owed_scope (
    -- one thing owed to everybody with this filter whose told_seq is below seq; `owed` keeps what single persons are
    -- owed besides: what a change of filter left over, or a message that was given up
    seq integer primary key autoincrement,
    scope_id integer not null references scopes(scope_id) on delete cascade,
    change_key text not null,         -- same thing, same reason, same content: owed once
    what text not null check (what in ('event', 'coverage', 'status')),
    item_id text not null, reason text not null, stored_at text not null,
    dropped integer not null default 0  -- 1: withheld or taken off the record before it was told
) strict;
create unique index owed_scope_key on owed_scope(scope_id, change_key) where dropped = 0;
create index owed_scope_stored on owed_scope(stored_at);
create index owed_scope_seq on owed_scope(scope_id, seq);

create table batches (
    -- one digest composed for all who are owed the same; what is personal in it is filled in at sending
    batch_id integer primary key, scope_id integer not null, from_seq integer not null, to_seq integer not null,
    subject text not null, mark text not null,
    content blob,                     -- deflated JSON of text and HTML; null once nobody waits for it
    created_at text not null
) strict;
alter table outbox add column batch_id integer references batches(batch_id);
alter table outbox add column personal text;   -- JSON of what is filled in: period, why
create index outbox_batch on outbox(batch_id) where batch_id is not null;
"""
