-- Which published posts are from a place, for the timeline of that place: a projection, kept by the worker from the log.

-- The shard is the place's own, as with tags: docs/decisions/0036.
CREATE TABLE place_posts (
  shard smallint NOT NULL,
  place_id bigint NOT NULL,
  order_id bigint NOT NULL,
  PRIMARY KEY (shard, place_id, order_id)
) WITHOUT ROWID;
