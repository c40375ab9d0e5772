-- Comments that wait, are edited or pinned; who may comment; hidden numbers; collections: docs/decisions/0070 to 0073.

-- state 2: a comment waits, seen by its author alone, until the author of the post lets it through. held says why:
-- 1 the post's author looks at every comment first, 2 it has a word that the author of the post holds back, 3 its author
-- is restricted, 4 approval was taken back. What waits is in no count.
ALTER TABLE comments ADD COLUMN held smallint NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN edited_us bigint;
ALTER TABLE comments ADD COLUMN pinned_us bigint;
CREATE INDEX comments_held ON comments (shard, owner_id, id) WHERE state = 2;
CREATE INDEX comments_waiting ON comments (shard, post_id, author_id, root_id, id) WHERE state = 2;
CREATE INDEX comments_pinned ON comments (shard, post_id, pinned_us, id) WHERE pinned_us IS NOT NULL;

-- How a post is talked about, where that is not as usual. comments_from: 1 everyone, 2 followers, 3 nobody.
CREATE TABLE conversations (
  shard smallint NOT NULL,
  post_id bigint NOT NULL,
  comments_from smallint NOT NULL CHECK (comments_from IN (1, 2, 3)),
  approves smallint NOT NULL,
  hides_likes smallint NOT NULL,
  PRIMARY KEY (shard, post_id)
) WITHOUT ROWID;

-- What an account has chosen for all its posts, and for all that it looks at. words: JSON list, folded.
CREATE TABLE engagement_choices (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  words text NOT NULL CHECK (length(words) <= 40000),
  hides_own_likes smallint NOT NULL,
  hides_all_likes smallint NOT NULL,
  PRIMARY KEY (shard, account_id)
) WITHOUT ROWID;

-- Named collections of kept posts, in the shard of who made them. Members are ties (0005). place: highest first.
CREATE TABLE collections (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  owner_id bigint NOT NULL,
  name text NOT NULL CHECK (length(name) <= 640),
  cover_id bigint,
  created_us bigint NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX collections_owner ON collections (shard, owner_id, id);

CREATE TABLE collection_items (
  shard smallint NOT NULL,
  collection_id bigint NOT NULL,
  post_id bigint NOT NULL,
  owner_id bigint NOT NULL,
  by_id bigint NOT NULL,
  place bigint NOT NULL,
  PRIMARY KEY (shard, collection_id, post_id)
) WITHOUT ROWID;
CREATE INDEX collection_items_place ON collection_items (shard, collection_id, place, post_id);
CREATE INDEX collection_items_post ON collection_items (shard, owner_id, post_id);
