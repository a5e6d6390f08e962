"""What a new paper may be tied to is found by an index, not by reading its whole case: papers by number, the motions of
a docket, notices of appeal, papers that act on others by hand, and ties to papers never seen."""

SCRIPT = """
create index events_numbered on events(docket_id, document) where document is not null;
create index events_listed on events(docket_id) where document glob '*[,| ]*';  -- several numbers in one
create index events_motions on events(docket_id, day) where kind = 'motion';
create index events_appeals on events(case_id) where kind = 'notice_of_appeal';
create index events_acting on events(case_id) where body glob '*"acts":*' or body glob '*"ties":*' or body glob '*"replaces":*';
-- the number that an appellate paper carries behind its title: "MOTION [2146789] to stay"
create index entries_own_number on docket_entries(docket_id, substr(coalesce(nullif(description, ''), short_description),
    instr(coalesce(nullif(description, ''), short_description), '[') + 1, 9))
    where instr(coalesce(nullif(description, ''), short_description), '[') > 0;
create index ties_unseen on ties(case_id, to_document) where to_event is null;
create index ties_appeals on ties(case_id) where what = 'appeals';
"""  # noqa: E501
