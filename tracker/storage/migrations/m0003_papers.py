"""One entry through several sources: its other keys, what finds it without one, and what each source showed of it."""

SCRIPT = """
create table entry_keys (
    -- other keys under which a source knows an entry, beside docket_entries.identity_key: its document id where a
    -- stub came without, the place or instant that a feed gives to an entry which a notice brought
    docket_id text not null, identity_key text not null,
    entry_id integer not null references docket_entries(entry_id),
    primary key (docket_id, identity_key)
) strict, without rowid;
create index entry_keys_entry on entry_keys(entry_id);
create index docket_entries_place on docket_entries(docket_id, pacer_seq_no) where pacer_seq_no is not null;
create index docket_entries_number on docket_entries(docket_id, ltrim(document_number, '0'))
    where document_number is not null;
-- those that are known by day and words, if by anything
create index docket_entries_paperless on docket_entries(docket_id) where document_number is null
    or pacer_doc_id is null or document_number = pacer_doc_id or length(document_number) > 7;
-- SHA-256 of the words that a paper showed of an entry; null for court feeds
alter table source_items add column words_sha text;
"""
