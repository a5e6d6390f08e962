"""Step m0012_retag_changes: where tagging again made a machine's reading another one."""

SCRIPT = """
create table retag_changes (
    -- one entry that today's rules read otherwise than those before; waits until somebody decides about its event
    change_id integer primary key,
    event_id text not null references events(event_id),
    at text not null,                 -- when it was tagged again
    confirmed integer not null,       -- 1: a person had read it, and that reading stayed
    before text not null, after text not null,  -- JSON: {"kind", "actions": [[relief, disposition]]}, "" for no outcome
    decision_id integer not null      -- the last decision about the event at that time, 0 for none
) strict;
create index retag_changes_event on retag_changes(event_id, change_id);
"""
