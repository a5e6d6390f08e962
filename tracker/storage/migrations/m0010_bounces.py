"""What came back: bounces and complaints, by message, never by address."""

SCRIPT = """
create table bounces (
    bounce_id integer primary key,
    body_sha text not null unique,    -- of the report, so that one read twice counts once
    at text not null,
    kind text not null check (kind in ('hard', 'soft', 'complaint', 'unmatched')),
    subscriber_id integer references subscribers(subscriber_id) on delete set null,
    why text not null default ''      -- the status code and words of the mail server, without any address
) strict;
create index bounces_at on bounces(at, kind);
create index bounces_subscriber on bounces(subscriber_id, kind, at);
"""
