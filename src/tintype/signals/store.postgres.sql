-- substr takes texts and bytes, and PostgreSQL is to be told which.

-- name: put_tastes  (uses the primary key; authors and kinds of all are cut out of one packed argument)
INSERT INTO tastes (shard, viewer_id, at_us, authors, kinds)
SELECT r.shard, r.viewer_id, r.at_us, substr(CAST(:authors AS bytea), CAST(r.start AS integer), CAST(r.size AS integer)),
       substr(CAST(:kinds AS bytea), CAST(r.kinds_start AS integer), CAST(r.kinds_size AS integer))
  FROM rows(:people, shard, viewer_id, at_us, start, size, kinds_start, kinds_size) AS r
ON CONFLICT (shard, viewer_id) DO UPDATE SET at_us = excluded.at_us, authors = excluded.authors, kinds = excluded.kinds
 WHERE tastes.is_off = 0;

-- name: put_post_figures  (uses the primary key; figures of all are cut out of one packed argument)
INSERT INTO post_figures (shard, post_id, at_us, figures)
SELECT r.shard, r.post_id, r.at_us,
       substr(CAST(:figures AS bytea), CAST(r.start AS integer), CAST(r.size AS integer))
  FROM rows(:posts, shard, post_id, at_us, start, size) AS r
ON CONFLICT (shard, post_id) DO UPDATE SET at_us = excluded.at_us, figures = excluded.figures;

-- name: put_author_figures  (uses the primary key; figures of all are cut out of one packed argument)
INSERT INTO author_figures (shard, author_id, at_us, figures)
SELECT r.shard, r.author_id, r.at_us,
       substr(CAST(:figures AS bytea), CAST(r.start AS integer), CAST(r.size AS integer))
  FROM rows(:authors, shard, author_id, at_us, start, size) AS r
ON CONFLICT (shard, author_id) DO UPDATE SET at_us = excluded.at_us, figures = excluded.figures;
