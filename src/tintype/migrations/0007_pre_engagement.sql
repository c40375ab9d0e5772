-- Comments. Likes and saves are edges (0005).

-- A comment carries the shard of its post, whose author is owner_id. root_id is the comment that a thread hangs
-- from and parent_id the one it answers; both 0 at the top. replies: live ones below a top comment, else live
-- direct ones. state: 0 live, 1 deleted (its words are erased). mentions: JSON list of [account id, name as written].
CREATE TABLE comments (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  post_id bigint NOT NULL,
  owner_id bigint NOT NULL,
  author_id bigint NOT NULL,
  root_id bigint NOT NULL,
  parent_id bigint NOT NULL,
  body text NOT NULL CHECK (length(body) <= 22000),
  mentions text NOT NULL,
  state smallint NOT NULL DEFAULT 0,
  replies bigint NOT NULL DEFAULT 0,
  created_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX comments_thread ON comments (shard, post_id, root_id, id) WHERE state = 0;

-- How many live comments a post has, replies included: exact, changed with the comments.
CREATE TABLE comment_totals (
  shard smallint NOT NULL,
  post_id bigint NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (shard, post_id)
) WITHOUT ROWID;
