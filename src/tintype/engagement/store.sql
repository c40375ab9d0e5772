-- name: insert_comment
INSERT INTO comments (shard, id, post_id, owner_id, author_id, root_id, parent_id, body, mentions, created_us)
VALUES (:shard, :id, :post_id, :owner_id, :author_id, :root_id, :parent_id, :body, :mentions, :now_us);

-- name: comments_of  (uses the primary key)
SELECT c.id, c.post_id, c.owner_id, c.author_id, c.root_id, c.parent_id, c.body, c.mentions, c.replies, c.created_us
  FROM keys(:ids) AS k JOIN comments AS c ON c.shard = k.shard AND c.id = k.id
 WHERE c.state = 0;

-- name: newest_comments  (uses comments_thread)
SELECT id, post_id, owner_id, author_id, root_id, parent_id, body, mentions, replies, created_us FROM comments
 WHERE shard = :shard AND post_id = :post_id AND root_id = 0 AND state = 0 AND id < :before
 ORDER BY id DESC LIMIT :limit;

-- name: replies_in  (uses comments_thread)
SELECT id, post_id, owner_id, author_id, root_id, parent_id, body, mentions, replies, created_us FROM comments
 WHERE shard = :shard AND post_id = :post_id AND root_id = :root_id AND state = 0 AND id > :after
 ORDER BY id LIMIT :limit;

-- name: newest_of_each  (uses comments_thread and the primary key: a few rows for each post, however many there are)
SELECT c.id, c.post_id, c.owner_id, c.author_id, c.root_id, c.parent_id, c.body, c.mentions, c.replies, c.created_us
  FROM keys(:post_ids) AS k JOIN comments AS c ON c.shard = k.shard AND c.id IN (
    SELECT t.id FROM comments AS t
     WHERE t.shard = k.shard AND t.post_id = k.id AND t.root_id = 0 AND t.state = 0
     ORDER BY t.id DESC LIMIT :limit);

-- name: change_replies  (uses the primary key; nothing for a comment that was deleted meanwhile)
UPDATE comments SET replies = replies + :change
 WHERE (shard, id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k) AND state = 0;

-- name: delete_comment  (uses the primary key)
UPDATE comments SET state = 1, body = '', mentions = '[]' WHERE shard = :shard AND id = :id AND state = 0;

-- name: delete_thread  (uses comments_thread, which SQLite does not take for an UPDATE that changes it, and the primary key)
UPDATE comments SET state = 1, body = '', mentions = '[]'
 WHERE (shard, id) IN (
   SELECT t.shard, t.id FROM comments AS t
    WHERE t.shard = :shard AND t.post_id = :post_id AND t.root_id = :root_id AND t.state = 0);

-- name: change_total  (uses the primary key)
INSERT INTO comment_totals (shard, post_id, n) VALUES (:shard, :post_id, :change)
ON CONFLICT (shard, post_id) DO UPDATE SET n = comment_totals.n + excluded.n;

-- name: totals  (uses the primary key)
SELECT t.post_id, t.n FROM keys(:post_ids) AS k
  JOIN comment_totals AS t ON t.shard = k.shard AND t.post_id = k.id;
