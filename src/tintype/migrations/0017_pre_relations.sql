-- Restricted accounts, close friends, muted stories: three more kinds of ties, which are listed newest first as well.
DROP INDEX edges_newest;
CREATE INDEX edges_newest ON edges (shard, src, kind, at_us, dst) WHERE kind IN (1, 2, 4, 5, 7, 11, 15, 17, 19);

-- posts.audience and media.reach have a 3 since: close friends.

-- When a mute ends, where it has an end; `shard` is that of whoever mutes.
CREATE TABLE mute_ends (
  shard smallint NOT NULL,
  by_id bigint NOT NULL,
  of_id bigint NOT NULL,
  until_us bigint NOT NULL,
  PRIMARY KEY (shard, by_id, of_id)
) WITHOUT ROWID;
