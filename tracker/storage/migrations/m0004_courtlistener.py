"""CourtListener: which dockets are watched there, what its API was asked, and the hooks that wait to be read."""

SCRIPT = """
create table courtlistener_calls (
    -- one row a call to the API, written before the call is made, so that a crash never gives one back
    call_id integer primary key, at text not null,
    what text not null,               -- why: check find group pending changed sweep more stub
    about text not null default '',   -- docket numbers or ids there, for people
    status integer, said text         -- HTTP status and what went wrong; both null while it is under way
) strict;
create index courtlistener_calls_at on courtlistener_calls(at);
create table courtlistener_dockets (
    cl_id integer primary key,
    docket_id text not null references dockets(docket_id) on delete cascade,
    state text not null default 'unchecked' check (state in ('unchecked', 'checked', 'wrong', 'gone')),
    body text,                        -- JSON of its page there, once that was read
    since text,                       -- their date_modified of the last entry read
    cursor text, chain text not null default '[]', -- the next page of a list that is half read; marks of pages read
    looked_at text, covered_at text,  -- its entries were asked for; a look at many dockets covered it
    changed_at text,                  -- somebody said that it changed: a look, a feed, a hook
    failures integer not null default 0, not_before text, last_error text,
    feed_etag text, feed_modified text, feed_sha text, feed_due_at text,
    feed_failures integer not null default 0
) strict;
create index courtlistener_dockets_docket on courtlistener_dockets(docket_id);
create table courtlistener_finds (
    -- dockets whose id there is not known: when it was looked for by court and number
    docket_id text primary key references dockets(docket_id) on delete cascade,
    asked_at text not null, found integer not null
) strict, without rowid;
create table courtlistener_stubs (
    -- entries there that had no text yet
    cl_entry integer primary key,
    cl_id integer not null references courtlistener_dockets(cl_id) on delete cascade,
    first_seen_at text not null, ended_at text,
    how text check (how in ('text', 'given_up'))
) strict;
create index courtlistener_stubs_open on courtlistener_stubs(cl_id) where ended_at is null;
create table courtlistener_sights (
    -- the words of entries as the docket or a look at many last showed them
    cl_entry integer primary key,
    cl_id integer not null references courtlistener_dockets(cl_id) on delete cascade,
    mark text not null, seen_at text not null
) strict;
create index courtlistener_sights_at on courtlistener_sights(seen_at);
create table hook_deliveries (
    -- bodies that were pushed to us; read later, each once. The body goes when it has been read
    delivery_id integer primary key, source text not null, key text not null, received_at text not null,
    body blob, bytes integer not null,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'noted', 'failed')),
    tries integer not null default 0, next_try_at text, ended_at text, said text,
    unique (source, key)
) strict;
-- dockets on which a ruling of the last weeks waits for a person are asked for oftener
create index events_outcome_unknown on events(first_seen_at, docket_id, retracted_at) where outcome_unknown = 1;
create index hook_deliveries_waiting on hook_deliveries(delivery_id) where state = 'waiting';
"""
