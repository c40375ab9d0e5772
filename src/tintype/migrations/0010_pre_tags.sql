-- Which published posts have a hashtag, for the timeline of that tag: a projection, kept by the worker from the log.

-- The shard is the tag's own, not the author's, so that one node answers for a tag. Publishing never writes here.
CREATE TABLE tag_posts (
  shard smallint NOT NULL,
  tag text NOT NULL,
  order_id bigint NOT NULL,
  PRIMARY KEY (shard, tag, order_id)
) WITHOUT ROWID;
