-- Posts that are kept where only their author sees them, what is pinned, who is in a picture, under which licence.

-- shelf: 0 none, 4 draft, 5 scheduled, 6 archived, 7 deleted not long ago; such a post has state 1. shelf_us: when a
-- draft was saved or a post archived; when a scheduled one is due; when a deleted one is gone for good. shelf_before:
-- the shelf from which it was deleted. pinned_us: 0 where it is not pinned. has_people: 1 once anybody was named in it.
ALTER TABLE posts ADD COLUMN shelf smallint NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN shelf_us bigint NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN shelf_before smallint NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN pinned_us bigint NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN licence smallint NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN is_sensitive smallint NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN has_people smallint NOT NULL DEFAULT 0;

CREATE INDEX posts_shelf ON posts (shard, author_id, shelf, shelf_us, id) WHERE shelf > 0;
CREATE INDEX posts_pinned ON posts (shard, author_id, pinned_us) WHERE pinned_us > 0;
-- Without what lies on a shelf, or an archive would be walked to find the one post that waits for its photos.
DROP INDEX posts_pending;
CREATE INDEX posts_pending ON posts (shard, author_id, id) WHERE state = 1 AND shelf = 0;

-- Who is named in a post, on its author's shard. role: 1 seen in a picture, 2 paying partner (media_id 0). x, y: parts
-- of width and height, 0 … 1. state: 1 waits for the person's yes, 2 shown, 3 refused by the person, 4 taken out by the
-- author. Rows stay, so that who refused is not named again, and lists learn what to forget.
CREATE TABLE post_people (
  shard smallint NOT NULL,
  post_id bigint NOT NULL,
  account_id bigint NOT NULL,
  role smallint NOT NULL,
  media_id bigint NOT NULL,
  x double precision,
  y double precision,
  state smallint NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, post_id, account_id, role, media_id)
) WITHOUT ROWID;

-- In which published posts somebody is named, by state as above: a projection on the person's own shard, kept by the
-- worker from the log.
CREATE TABLE posts_naming (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  state smallint NOT NULL,
  order_id bigint NOT NULL,
  PRIMARY KEY (shard, account_id, state, order_id)
) WITHOUT ROWID;

-- Who may name an account. who: 1 everybody, 2 people it follows, 3 nobody; by_hand: 1 where each time is asked.
CREATE TABLE naming_rules (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  who smallint NOT NULL,
  by_hand smallint NOT NULL,
  PRIMARY KEY (shard, account_id)
) WITHOUT ROWID;
