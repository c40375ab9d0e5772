-- Questions about who said what to whom, and how often people are here: docs/decisions/0065 and 0066.

-- What one person has said under another's posts, and under which; nothing else is read for the latter.
CREATE INDEX comments_said ON comments (shard, owner_id, author_id, id, post_id) WHERE state = 0;

-- How an account reads and how it is read. reader: 0 active, 1 passive, 2 inactive. famous: 1 from 50,000 followers on
-- until it has fewer than 45,000. Kept from the log; an account without a row has not been here since there are rows.
CREATE TABLE classes (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  reader smallint NOT NULL DEFAULT 2,
  famous smallint NOT NULL DEFAULT 0,
  seen_us bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (shard, account_id)
) WITHOUT ROWID;
-- Who was last here when: time makes active readers passive and passive ones inactive.
CREATE INDEX classes_reader ON classes (reader, seen_us, shard, account_id);
CREATE INDEX classes_famous ON classes (shard, account_id) WHERE famous = 1;
