-- What one person has said under another's posts. All of it is in one shard: that of whoever the posts are by.

-- name: said  (uses comments_said, nothing else is read)
SELECT id, post_id FROM comments
 WHERE shard = :shard AND owner_id = :owner_id AND author_id = :author_id AND state = 0 AND id < :before
 ORDER BY id DESC LIMIT :limit;

-- name: said_under  (uses comments_said, nothing else is read: one person's words to another, however many posts there are)
-- Grouped by a sum, or SQLite reads the comments of the whole shard in the order of their posts instead.
SELECT max(id) AS last_id, post_id + 0 AS under_id FROM comments
 WHERE shard = :shard AND owner_id = :owner_id AND author_id = :author_id AND state = 0
 GROUP BY post_id + 0 HAVING max(id) < :before
 ORDER BY last_id DESC LIMIT :limit;
