"""What answers quickly with a million events: words in the order of days, a log of changed events, small indexes."""

SCRIPT = """
create table marks (
    -- numbers that change with what readers see; tracker.storage.marks says which table moves which
    name text primary key, n integer not null
) strict, without rowid;
insert into marks (name, n) values ('content', 1), ('feeds', 1);

create table event_changes (
    -- which events were written last, for those who keep lists of events in memory; 0: what is withheld changed
    change_no integer primary key autoincrement, event_no integer not null
) strict;
create trigger event_changes_short after insert on event_changes begin
    delete from event_changes where change_no <= new.change_no - 20000|
end;
create trigger event_changes_ai after insert on events begin
    insert into event_changes (event_no) values (new.event_no)|
end;
create trigger event_changes_au after update on events begin
    insert into event_changes (event_no) values (new.event_no)|
end;
create trigger event_changes_ad after delete on events begin
    insert into event_changes (event_no) values (old.event_no)|
end;
create trigger event_changes_private after update of private on docket_entries when old.private <> new.private begin
    insert into event_changes (event_no) select event_no from events where entry_id = new.entry_id|
end;
create trigger event_changes_wi after insert on withheld begin
    insert into event_changes (event_no) values (0)|
end;
create trigger event_changes_wu after update on withheld begin
    insert into event_changes (event_no) values (0)|
end;
create trigger event_changes_wd after delete on withheld begin
    insert into event_changes (event_no) values (0)|
end;

create index events_orders on events(is_order) where is_order = 1;
create index events_confirmed on events(confirmed) where confirmed = 1;
create index events_routine on events(routine) where routine = 1;
create index events_retracted on events(retracted_at) where retracted_at is not null;
create index events_seen on events(substr(first_seen_at, 1, 10), first_seen_at);
create index docket_entries_private on docket_entries(private) where private <> 0;
drop index events_pending;
create index events_pending on events(day desc) where pending = 1;

-- The place of an event, its day before its number, is the row id of its words: a search walks from the newest day
-- back and stops when the page is full. Kind, court and case stand among the words, behind a sign that no search can
-- hold, so that one walk meets both conditions.
drop trigger events_fts_ai;
drop trigger events_fts_ad;
drop trigger events_fts_au;
drop table events_fts;
create virtual table events_fts using fts5(
    title, text, names, content='', prefix='2 3', tokenize='unicode61 remove_diacritics 2'
);
insert into events_fts (rowid, title, text, names)
    select coalesce(cast(julianday(day) as integer), 0) * 4294967296 + event_no, title, text,
        printf('%s %sk%s %sc%s %sd%s', names, char(57344), replace(kind, '_', ''), char(57344), court_id,
            char(57344), replace(case_id, '-', ''))
    from events order by 1;
create trigger events_fts_ai after insert on events begin
    insert into events_fts (rowid, title, text, names) values (
        coalesce(cast(julianday(new.day) as integer), 0) * 4294967296 + new.event_no, new.title, new.text,
        printf('%s %sk%s %sc%s %sd%s', new.names, char(57344), replace(new.kind, '_', ''), char(57344), new.court_id,
            char(57344), replace(new.case_id, '-', '')))|
end;
create trigger events_fts_ad after delete on events begin
    insert into events_fts (events_fts, rowid, title, text, names) values ('delete',
        coalesce(cast(julianday(old.day) as integer), 0) * 4294967296 + old.event_no, old.title, old.text,
        printf('%s %sk%s %sc%s %sd%s', old.names, char(57344), replace(old.kind, '_', ''), char(57344), old.court_id,
            char(57344), replace(old.case_id, '-', '')))|
end;
create trigger events_fts_au after update of title, text, names, day, kind, court_id, case_id on events
when old.title is not new.title or old.text is not new.text or old.names is not new.names or old.day is not new.day
    or old.kind is not new.kind or old.court_id is not new.court_id or old.case_id is not new.case_id
begin
    insert into events_fts (events_fts, rowid, title, text, names) values ('delete',
        coalesce(cast(julianday(old.day) as integer), 0) * 4294967296 + old.event_no, old.title, old.text,
        printf('%s %sk%s %sc%s %sd%s', old.names, char(57344), replace(old.kind, '_', ''), char(57344), old.court_id,
            char(57344), replace(old.case_id, '-', '')))|
    insert into events_fts (rowid, title, text, names) values (
        coalesce(cast(julianday(new.day) as integer), 0) * 4294967296 + new.event_no, new.title, new.text,
        printf('%s %sk%s %sc%s %sd%s', new.names, char(57344), replace(new.kind, '_', ''), char(57344), new.court_id,
            char(57344), replace(new.case_id, '-', '')))|
end;
"""
