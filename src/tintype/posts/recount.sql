-- name: totals_differing  (uses posts_author and the primary key)
SELECT p.author_id, coalesce(t.n, 0), p.n
  FROM (SELECT shard, author_id, count(*) AS n FROM posts
         WHERE shard = :shard AND state = 2 GROUP BY shard, author_id) AS p
  LEFT JOIN post_totals AS t ON t.shard = p.shard AND t.author_id = p.author_id
 WHERE coalesce(t.n, 0) <> p.n;

-- name: totals_gone  (uses the primary key and posts_author)
SELECT t.author_id, t.n, 0 FROM post_totals AS t
 WHERE t.shard = :shard AND t.n <> 0 AND NOT EXISTS (
   SELECT 1 FROM posts AS p WHERE p.shard = t.shard AND p.author_id = t.author_id AND p.state = 2);

-- name: begin_total  (the constraint decides: whoever writes the same row first is waited for)
INSERT INTO post_totals (shard, author_id, n) VALUES (:shard, :node, 0) ON CONFLICT (shard, author_id) DO NOTHING;

-- name: hold_total  (uses the primary key)
SELECT author_id FROM post_totals WHERE shard = :shard AND author_id = :node;

-- name: one_total  (uses the primary key and posts_author)
SELECT t.n, (
  SELECT count(*) FROM posts AS p WHERE p.shard = t.shard AND p.author_id = t.author_id AND p.state = 2)
  FROM post_totals AS t WHERE t.shard = :shard AND t.author_id = :node;

-- name: set_total  (uses the primary key)
UPDATE post_totals SET n = :n WHERE shard = :shard AND author_id = :node;
