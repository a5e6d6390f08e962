"""The tables as they began."""

SCRIPT = """
create table facts (
    -- every register object and every person's reading, as it stood between two instants of knowledge
    fact_id integer primary key,
    kind text not null check (kind in ('case', 'flow', 'event')),
    object_id text not null,          -- case id, flow id, or event id `<case>.<key>`
    case_id text,
    body text not null,               -- JSON in the shape of tracker.register.schema
    body_sha text not null,
    origin text not null,             -- 'register' or 'person:<name>'
    source_file text, source_line integer,
    replaces integer references facts(fact_id),
    why text,
    known_from text not null,
    known_until text                  -- null: holds now
) strict;
create unique index facts_current on facts(kind, object_id, origin) where known_until is null;
create index facts_object on facts(kind, object_id);

create table cases (
    case_id text primary key, name text not null, caption text not null, verified_through text, body text not null
) strict;
create table dockets (
    docket_id text primary key,
    case_id text not null references cases(case_id),
    court_id text not null, docket_number text, docket_number_core text, pacer_case_id text, caption text, judge text,
    position integer not null default 0
) strict;
create index dockets_number on dockets(court_id, docket_number_core);
create table flows (
    flow_id text primary key, name text not null, source_agency text not null, recipient_agency text not null,
    source_group text not null, position integer not null default 0, body text not null
) strict;

create table feeds (
    feed_id text primary key, kind text not null, url text, etag text, last_modified text,
    last_build_date text,             -- the latest build date seen, never later than our own clock then
    body_sha text, newest_entered text, last_checked_at text, last_ok_at text, last_changed_at text,
    next_due_at text, failures integer not null default 0, failing_since text, last_error text,
    last_status text,                 -- of the last attempt: ok unchanged failed quarantined
    items integer, span_seconds integer,  -- of the last body read: how much it held, oldest to newest entry
    moved_to text,                    -- the address that the server has twice in a row called the new one
    move_seen text,                   -- the one that it named on the last good read
    gone_since text,                  -- HTTP 410
    held_until text, held_why text,   -- the host asked for rest
    told text                         -- what the operator was last told: failing gone quarantined, or nothing
) strict;
create table feed_types (
    -- which entry types a court says its feed carries, from the instant on when it was first read so
    feed_id text not null references feeds(feed_id), since text not null,
    coverage text not null check (coverage in ('full', 'partial', 'none')),
    types text not null,              -- JSON list, as declared, in lower case
    primary key (feed_id, since)
) strict, without rowid;
create table archive (
    body_sha text primary key, feed_id text, url text, stored_at text not null, bytes integer not null,
    path text not null                -- gzip file below the data folder
) strict;
create table feed_runs (
    run_id integer primary key, feed_id text not null, started_at text not null, finished_at text,
    status text not null,             -- in_progress ok unchanged failed quarantined
    http_status integer, bytes integer not null default 0, items integer not null default 0,
    new integer not null default 0, changed integer not null default 0, unchanged integer not null default 0,
    ignored integer not null default 0, gap integer not null default 0, built_at text, error text,
    notes text not null default '',   -- a sentence a line: what was odd and yet could be read
    archive_sha text references archive(body_sha)
) strict;
create index feed_runs_feed on feed_runs(feed_id, run_id);
create index feed_runs_open on feed_runs(run_id) where status = 'in_progress';
create table gaps (
    gap_id integer primary key, feed_id text not null, court_id text, from_at text not null, to_at text not null,
    found_at text not null, closed_at text, closed_why text
) strict;
create index gaps_court on gaps(court_id, from_at);

create table docket_entries (
    entry_id integer primary key,
    docket_id text not null references dockets(docket_id),
    identity_key text not null,
    date_filed text, date_entered text, document_number text, pacer_doc_id text, pacer_seq_no text,
    short_description text not null default '', description text not null default '', caption text not null default '',
    content_sha text not null, first_seen_at text not null, last_changed_at text not null,
    revision integer not null default 1,
    private integer not null default 0,
    unique (docket_id, identity_key)
) strict;
create table entry_revisions (
    entry_id integer not null references docket_entries(entry_id), revision integer not null,
    short_description text not null, description text not null, caption text not null, document_number text,
    content_sha text not null, seen_at text not null, run_id integer references feed_runs(run_id),
    primary key (entry_id, revision)
) strict;
create index entry_revisions_run on entry_revisions(run_id);
create table source_items (
    -- where an entry was seen: one row an entry, a source body and a revision
    item_id integer primary key, entry_id integer not null references docket_entries(entry_id),
    revision integer not null, feed_id text, run_id integer references feed_runs(run_id),
    archive_sha text references archive(body_sha), item_index integer, url text, seen_at text not null
) strict;
create index source_items_entry on source_items(entry_id);
create index source_items_run on source_items(run_id);

create table events (
    event_no integer primary key,
    event_id text not null unique,    -- register: `<case>.<key>`; read from a docket: `entry-<entry_id>`
    case_id text, docket_id text, court_id text,
    origin text not null,             -- 'register', 'docket'
    kind text not null, title text not null, text text not null default '',
    names text not null default '',   -- searched beside the text: case, caption, court, docket number, judge, flows
    day text,                         -- sort day; null when undated
    day_precision text not null,      -- day month none
    entered_at text, document text, judge text,
    confirmed integer not null, confirmed_by text, reported_only integer not null default 0,
    is_order integer not null default 0, order_id text, pending integer not null default 0,
    routine integer not null default 0, outcome_unknown integer not null default 0,
    entry_id integer references docket_entries(entry_id),
    first_seen_at text not null, changed_at text not null, retracted_at text,
    body text not null default '{}'
) strict;
create index events_day on events(day desc, event_id desc);
create index events_case on events(case_id, day desc, event_id desc);
create index events_court on events(court_id, day desc, event_id desc);
create index events_kind on events(kind, day desc, event_id desc);
create index events_entry on events(entry_id);
create index events_order on events(order_id);
create index events_register_docket on events(docket_id) where origin = 'register';
create index events_register_case on events(case_id) where origin = 'register';
create index events_pending on events(pending) where pending = 1;
create table event_actions (
    event_id text not null references events(event_id) on delete cascade,
    relief text not null, disposition text not null default '',
    primary key (event_id, relief, disposition)
) strict, without rowid;
create index event_actions_relief on event_actions(relief, disposition, event_id);
create table event_flows (
    event_id text not null references events(event_id) on delete cascade,
    flow_id text not null, effect text not null default '',
    primary key (event_id, flow_id, effect)
) strict, without rowid;
create index event_flows_flow on event_flows(flow_id, event_id);
create table event_sources (
    event_id text not null references events(event_id) on delete cascade, position integer not null,
    url text not null, retrieved_at text, archive_sha text,
    primary key (event_id, position)
) strict, without rowid;
create table tag_matches (
    event_id text not null references events(event_id) on delete cascade, position integer not null,
    label text not null, rule text not null, start_at integer not null, end_at integer not null, words text not null,
    primary key (event_id, position)
) strict, without rowid;
create virtual table events_fts using fts5(
    title, text, names, content='events', content_rowid='event_no', tokenize='unicode61 remove_diacritics 2'
);
create trigger events_fts_ai after insert on events begin
    insert into events_fts(rowid, title, text, names) values (new.event_no, new.title, new.text, new.names)|
end;
create trigger events_fts_ad after delete on events begin
    insert into events_fts(events_fts, rowid, title, text, names)
        values ('delete', old.event_no, old.title, old.text, old.names)|
end;
create trigger events_fts_au after update of title, text, names on events begin
    insert into events_fts(events_fts, rowid, title, text, names)
        values ('delete', old.event_no, old.title, old.text, old.names)|
    insert into events_fts(rowid, title, text, names) values (new.event_no, new.title, new.text, new.names)|
end;

create table coverage (
    coverage_id integer primary key, url text not null unique, outlet text not null default '',
    title text not null, summary text not null default '', published_at text, first_seen_at text not null,
    content_sha text not null, feed_id text, run_id integer, archive_sha text,
    event_body text, because text not null default '[]',
    score real not null default 1         -- how sure the linker was, 0 to 1
) strict;
create table coverage_links (
    coverage_id integer not null references coverage(coverage_id) on delete cascade,
    target_kind text not null check (target_kind in ('case', 'flow', 'event')), target_id text not null,
    primary key (coverage_id, target_kind, target_id)
) strict, without rowid;
create index coverage_links_target on coverage_links(target_kind, target_id);

create table subscribers (
    -- the only table that holds addresses; deleting a row deletes all that was ever kept about that person
    subscriber_id integer primary key, email text not null unique,
    state text not null check (state in ('waiting', 'confirmed', 'left', 'suspended')),
    token_salt text not null,         -- part of every link we sign for this person
    scope text not null default '{}', -- JSON, see tracker.subscriptions.Scope
    period text not null default 'daily' check (period in ('instant', 'daily', 'weekly')),
    hour integer not null default 8, weekday integer not null default 0, zone text not null default 'America/New_York',
    requested text,                   -- JSON of settings asked for on the site and not yet confirmed by mail
    created_at text not null, requested_at text, confirmed_at text, left_at text, suspended_why text,
    last_digest_at text
) strict;
create table owed (
    subscriber_id integer not null references subscribers(subscriber_id) on delete cascade,
    change_key text not null,         -- same thing, same reason, same content: owed once
    what text not null check (what in ('event', 'coverage', 'status')),
    item_id text not null,            -- event id, coverage id, or change_id of status_changes
    reason text not null, stored_at text not null,
    outbox_id integer,                -- the digest that carried it; null: still owed
    primary key (subscriber_id, change_key)
) strict, without rowid;
create index owed_open on owed(subscriber_id, stored_at) where outbox_id is null;
create table status_changes (
    -- what the law model said of a flow each time a delivery run saw it differ from the time before
    change_id integer primary key, flow_id text not null, before text, after text not null, since text, cause text,
    as_of text not null, noted_at text not null
) strict;
create index status_changes_flow on status_changes(flow_id, change_id);
create table outbox (
    -- messages without their To line; the address is joined from subscribers at the last moment
    outbox_id integer primary key, message_id text not null unique,
    subscriber_id integer references subscribers(subscriber_id) on delete cascade,
    recipient text,                   -- for letters to the operator, who need not be a subscriber
    kind text not null check (kind in ('digest', 'confirm', 'operator')),
    message blob,                     -- null once it is delivered or given up
    created_at text not null, sent_at text, failed_at text,
    attempts integer not null default 0, next_try_at text, last_error text,
    check ((kind = 'operator') = (recipient is not null) and (kind = 'operator') = (subscriber_id is null))
) strict;
create index outbox_open on outbox(outbox_id) where sent_at is null and failed_at is null;
create index outbox_subscriber on outbox(subscriber_id);
create table subscribe_attempts (
    bucket text not null,             -- keyed hash of an address or of a network, never the thing itself
    at text not null
) strict;
create index subscribe_attempts_bucket on subscribe_attempts(bucket, at);

create table users (
    -- staff of the review desk; a row is never deleted, so that decisions keep their names
    user_id integer primary key, name text not null unique, role text not null check (role in ('reader', 'editor')),
    password_hash text not null, created_at text not null, disabled_at text
) strict;
create table sessions (
    token_hash text primary key, user_id integer not null references users(user_id),
    started_at text not null, seen_at text not null, ended_at text
) strict, without rowid;
create index sessions_user on sessions(user_id);
create table signin_failures (
    bucket text not null,             -- keyed hash of a name or of a network, never the thing itself
    at text not null
) strict;
create index signin_failures_bucket on signin_failures(bucket, at);
create table decisions (
    -- what people decided on the desk; an undo is a further row, and no row is ever changed
    decision_id integer primary key,
    target_kind text not null check (target_kind in ('event', 'coverage', 'gap', 'report')),
    target_id text not null,
    action text not null,             -- confirm reject undo withhold release link unlink dismiss close
    by_name text not null, at text not null,
    before text not null, after text not null,  -- JSON
    why text not null default '',
    undoes integer references decisions(decision_id)
) strict;
create index decisions_target on decisions(target_kind, target_id, decision_id);
create table reports (
    -- errors that readers reported; the address is shown on the desk only and goes when the report is closed
    report_id integer primary key, page text not null, text text not null, source_url text, email text,
    at text not null, closed_at text
) strict;
create table adopted (
    -- a person's reading of a docket entry that a register file carries under a key of its own
    event_id text primary key, register_event_id text not null unique, at text not null
) strict, without rowid;

create table withheld (
    target_kind text not null, target_id text not null, reason text not null,
    withheld_at text not null, by_name text not null,
    primary key (target_kind, target_id)
) strict, without rowid;
create table job_claims (
    job text primary key, holder text not null, until_at text not null, last_done_at text
) strict, without rowid;
create table meta (key text primary key, value text not null) strict, without rowid;
"""
