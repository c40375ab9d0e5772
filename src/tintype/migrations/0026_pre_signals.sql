-- What people look at, and what is made of it for ordering their feeds: docs/decisions/0101.

-- One report of what a person was shown. items: packed, see signals/packing.py; kept for TINTYPE_IMPRESSIONS_DAYS.
CREATE TABLE impressions (
  shard smallint NOT NULL,
  id bigint NOT NULL,
  viewer_id bigint NOT NULL,
  at_us bigint NOT NULL,
  items blob NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
CREATE INDEX impressions_viewer ON impressions (shard, viewer_id, id);
CREATE INDEX impressions_old ON impressions (at_us, shard, id);

-- What of a feed a person has seen: everything up to an order id, and some order ids above it. visits: when each of the
-- last visits began. day, counted: what has been counted of whom on that day, so that it counts once.
CREATE TABLE seen_posts (
  shard smallint NOT NULL,
  viewer_id bigint NOT NULL,
  frontier bigint NOT NULL,
  orders blob NOT NULL,
  visits blob NOT NULL,
  at_us bigint NOT NULL,
  day integer NOT NULL,
  counted blob NOT NULL,
  PRIMARY KEY (shard, viewer_id)
) WITHOUT ROWID;

-- To whom a person feels near, and what kind of post they like, as of at_us. is_off: they do not want this kept.
CREATE TABLE tastes (
  shard smallint NOT NULL,
  viewer_id bigint NOT NULL,
  is_off smallint NOT NULL DEFAULT 0,
  at_us bigint NOT NULL,
  authors blob NOT NULL,
  kinds blob NOT NULL,
  PRIMARY KEY (shard, viewer_id)
) WITHOUT ROWID;

-- Of whom a person wants to see more (shows 1) or less (-1), and since when.
CREATE TABLE author_wishes (
  shard smallint NOT NULL,
  viewer_id bigint NOT NULL,
  author_id bigint NOT NULL,
  shows smallint NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, viewer_id, author_id)
) WITHOUT ROWID;
CREATE INDEX author_wishes_of ON author_wishes (author_id);

-- Posts that a person does not want to see in their home feed.
CREATE TABLE hidden_posts (
  shard smallint NOT NULL,
  viewer_id bigint NOT NULL,
  post_id bigint NOT NULL,
  at_us bigint NOT NULL,
  PRIMARY KEY (shard, viewer_id, post_id)
) WITHOUT ROWID;
CREATE INDEX hidden_posts_newest ON hidden_posts (shard, viewer_id, at_us, post_id);

-- What was done with one post, and with all posts of one author, by action, as of at_us.
CREATE TABLE post_figures (
  shard smallint NOT NULL,
  post_id bigint NOT NULL,
  at_us bigint NOT NULL,
  figures blob NOT NULL,
  PRIMARY KEY (shard, post_id)
) WITHOUT ROWID;
CREATE TABLE author_figures (
  shard smallint NOT NULL,
  author_id bigint NOT NULL,
  at_us bigint NOT NULL,
  figures blob NOT NULL,
  PRIMARY KEY (shard, author_id)
) WITHOUT ROWID;

-- The same of the whole site, in one row, with the place in the log up to which everything above has been counted.
CREATE TABLE site_figures (
  shard smallint NOT NULL,
  id smallint NOT NULL,
  seq bigint NOT NULL,
  at_us bigint NOT NULL,
  figures blob NOT NULL,
  PRIMARY KEY (shard, id)
) WITHOUT ROWID;
