"""Step m0005_suggestions: what a machine thinks worth a look, and decisions about it."""

SCRIPT = """
create table suggestions (
    -- one thing that may belong into the register; changes nothing by itself
    suggestion_id integer primary key,
    kind text not null check (kind in ('docket', 'appeal', 'register', 'notice')),
    key text not null unique,         -- the same thing found again is the same suggestion
    title text not null, court_id text, docket_number text, caption text not null default '',
    url text, day text,               -- where it can be read; the day it speaks of
    score real not null default 1,    -- 0 to 1
    because text not null default '[]',  -- JSON list of reasons, in words
    body text not null default '{}',  -- JSON: cases, flows, and what else its kind has
    found_at text not null, closed_at text, closed_as text
) strict;
create index suggestions_open on suggestions(kind, found_at) where closed_at is null;
create table decisions_wider (
    -- as before, and about suggestions too
    decision_id integer primary key,
    target_kind text not null check (target_kind in ('event', 'coverage', 'gap', 'report', 'suggestion')),
    target_id text not null,
    action text not null,             -- confirm reject undo withhold release link unlink dismiss close accept
    by_name text not null, at text not null,
    before text not null, after text not null,  -- JSON
    why text not null default '',
    undoes integer references decisions_wider(decision_id)
) strict;
insert into decisions_wider select * from decisions order by decision_id;
drop table decisions;
alter table decisions_wider rename to decisions;
create index decisions_target on decisions(target_kind, target_id, decision_id);
"""
