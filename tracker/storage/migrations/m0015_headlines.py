"""The words of a news item as each feed has shown them: a changed headline is a revision, and what it was stays."""

SCRIPT = """
create table coverage_revisions (
    revision_id integer primary key,
    coverage_id integer not null references coverage(coverage_id) on delete cascade,
    seen_at text not null, feed_id text, run_id integer, archive_sha text,
    title text not null, summary text not null, content_sha text not null
) strict;
create index coverage_revisions_said on coverage_revisions(coverage_id, feed_id, revision_id);
insert into coverage_revisions (coverage_id, seen_at, feed_id, run_id, archive_sha, title, summary, content_sha)
    select coverage_id, first_seen_at, feed_id, run_id, archive_sha, title, summary, content_sha from coverage;
"""
