-- name: totals_differing  (uses comments_thread and the primary key)
SELECT c.post_id, coalesce(t.n, 0), c.n
  FROM (SELECT shard, post_id, count(*) AS n FROM comments
         WHERE shard = :shard AND state = 0 GROUP BY shard, post_id) AS c
  LEFT JOIN comment_totals AS t ON t.shard = c.shard AND t.post_id = c.post_id
 WHERE coalesce(t.n, 0) <> c.n;

-- name: totals_gone  (uses the primary key and comments_thread)
SELECT t.post_id, t.n, 0 FROM comment_totals AS t
 WHERE t.shard = :shard AND t.n <> 0 AND NOT EXISTS (
   SELECT 1 FROM comments AS c WHERE c.shard = t.shard AND c.post_id = t.post_id AND c.state = 0);

-- name: begin_total  (the constraint decides: whoever writes the same row first is waited for)
INSERT INTO comment_totals (shard, post_id, n) VALUES (:shard, :node, 0) ON CONFLICT (shard, post_id) DO NOTHING;

-- name: hold_total  (uses the primary key)
SELECT post_id FROM comment_totals WHERE shard = :shard AND post_id = :node;

-- name: one_total  (uses the primary key and comments_thread)
SELECT t.n, (
  SELECT count(*) FROM comments AS c WHERE c.shard = t.shard AND c.post_id = t.post_id AND c.state = 0)
  FROM comment_totals AS t WHERE t.shard = :shard AND t.post_id = :node;

-- name: set_total  (uses the primary key)
UPDATE comment_totals SET n = :n WHERE shard = :shard AND post_id = :node;

-- name: threads_differing  (uses the primary key and comments_thread)
SELECT n.id, n.said, n.found FROM (
  SELECT c.id, c.replies AS said, (
    SELECT count(*) FROM comments AS r
     WHERE r.shard = c.shard AND r.post_id = c.post_id AND r.root_id = c.id AND r.state = 0) AS found
    FROM comments AS c WHERE c.shard = :shard AND c.root_id = 0 AND c.state = 0) AS n
 WHERE n.said <> n.found;

-- name: answers_differing  (uses the primary key and comments_thread)
SELECT n.id, n.said, n.found FROM (
  SELECT c.id, c.replies AS said, (
    SELECT count(*) FROM comments AS r
     WHERE r.shard = c.shard AND r.post_id = c.post_id AND r.root_id = c.root_id AND r.state = 0
       AND r.parent_id = c.id) AS found
    FROM comments AS c WHERE c.shard = :shard AND c.root_id <> 0 AND c.state = 0) AS n
 WHERE n.said <> n.found;

-- name: hold_comment_row  (uses the primary key)
SELECT id FROM comments WHERE shard = :shard AND id = :node;

-- name: one_thread  (uses the primary key and comments_thread)
SELECT c.replies, (
  SELECT count(*) FROM comments AS r
   WHERE r.shard = c.shard AND r.post_id = c.post_id AND r.state = 0
     AND r.root_id = CASE c.root_id WHEN 0 THEN c.id ELSE c.root_id END
     AND r.parent_id = CASE c.root_id WHEN 0 THEN r.parent_id ELSE c.id END)
  FROM comments AS c WHERE c.shard = :shard AND c.id = :node AND c.state = 0;

-- name: set_replies  (uses the primary key)
UPDATE comments SET replies = :n WHERE shard = :shard AND id = :node;
