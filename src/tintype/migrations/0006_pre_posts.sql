-- Posts, what they carry, what they were before an edit.

-- state: 1 pending (some media is not ready), 2 published, 3 deleted. order_id is minted when a post is published.
CREATE TABLE posts (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  order_id bigint,
  author_id bigint NOT NULL,
  state smallint NOT NULL CHECK (state IN (1, 2, 3)),
  title text CHECK (length(title) <= 2000),
  caption text CHECK (length(caption) <= 22000),
  place_id bigint,
  place_name text CHECK (length(place_name) <= 1000),
  place_lat double precision,
  place_lon double precision,
  audience smallint NOT NULL,
  created_us bigint NOT NULL,
  published_us bigint,
  edited_us bigint,
  version integer NOT NULL,
  PRIMARY KEY (shard, id),
  CHECK (state <> 2 OR (order_id IS NOT NULL AND published_us IS NOT NULL))
) WITHOUT ROWID;
CREATE UNIQUE INDEX posts_order ON posts (shard, order_id);
-- Only what is published: a timeline and a merge over many authors never leave this index.
CREATE INDEX posts_author ON posts (shard, author_id, order_id) WHERE state = 2;
-- What waits for its media; few rows at any moment.
CREATE INDEX posts_pending ON posts (shard, author_id, id) WHERE state = 1;

CREATE TABLE post_media (
  shard smallint NOT NULL,
  post_id bigint NOT NULL,
  position smallint NOT NULL,
  media_id bigint NOT NULL,
  alt text CHECK (length(alt) <= 15000),
  PRIMARY KEY (shard, post_id, position)
) WITHOUT ROWID;
CREATE INDEX post_media_media ON post_media (shard, media_id);

CREATE TABLE post_tags (
  shard smallint NOT NULL,
  post_id bigint NOT NULL,
  position smallint NOT NULL,
  tag text NOT NULL,
  PRIMARY KEY (shard, post_id, position)
) WITHOUT ROWID;

-- username is what the author wrote; the account stays who it was when names change hands.
CREATE TABLE post_mentions (
  shard smallint NOT NULL,
  post_id bigint NOT NULL,
  position smallint NOT NULL,
  account_id bigint NOT NULL,
  username text NOT NULL,
  PRIMARY KEY (shard, post_id, position)
) WITHOUT ROWID;

-- What a post said until at_us; the newest version is the post itself. alts: JSON list in the order of its media.
CREATE TABLE post_history (
  shard smallint NOT NULL,
  post_id bigint NOT NULL,
  version integer NOT NULL,
  at_us bigint NOT NULL,
  title text,
  caption text,
  place_name text,
  alts text NOT NULL,
  PRIMARY KEY (shard, post_id, version)
) WITHOUT ROWID;

-- How many published posts an author has: exact, changed with the post.
CREATE TABLE post_totals (
  shard smallint NOT NULL,
  author_id bigint NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (shard, author_id)
) WITHOUT ROWID;
