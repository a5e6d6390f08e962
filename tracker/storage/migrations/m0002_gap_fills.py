"""Gaps filled docket by docket: a docket read in full from another source misses nothing, though others still may."""

SCRIPT = """
create table gap_fills (
    -- of this docket nothing is missing in the gap: a fuller source was read whole, and was made after the gap
    gap_id integer not null references gaps(gap_id), docket_id text not null, filled_at text not null,
    why text not null, primary key (gap_id, docket_id)
) strict, without rowid;
-- 1: closed because every docket tracked at that time was filled; one tracked later was not
alter table gaps add column by_fills integer not null default 0;
"""
