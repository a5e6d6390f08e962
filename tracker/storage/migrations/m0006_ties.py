"""Ties between the papers of a case, worked out anew for a case when its papers change."""

SCRIPT = """
create table ties (
    tie_id integer primary key,
    case_id text not null,
    from_event text not null references events(event_id) on delete cascade,
    to_event text,                    -- null: a paper that was named and never seen
    to_document text,                 -- its number, as the words give it
    what text not null,               -- decides opposes answers replies supports appeals changes concerns
    certainty text not null check (certainty in ('stated', 'read', 'likely')),
    because text not null             -- the words, the act that the register names, or why only one can be meant
) strict;
create index ties_case on ties(case_id);
create index ties_from on ties(from_event);
create index ties_to on ties(to_event) where to_event is not null;
"""
