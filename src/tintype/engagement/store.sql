-- name: insert_comment
INSERT INTO comments (shard, id, post_id, owner_id, author_id, root_id, parent_id, body, mentions, state, created_us, held)
VALUES (:shard, :id, :post_id, :owner_id, :author_id, :root_id, :parent_id, :body, :mentions, :state, :now_us, :held);

-- name: comments_of  (uses the primary key)
SELECT c.id, c.post_id, c.owner_id, c.author_id, c.root_id, c.parent_id, c.body, c.mentions, c.replies, c.created_us, c.held, c.edited_us, c.pinned_us
  FROM keys(:ids) AS k JOIN comments AS c ON c.shard = k.shard AND c.id = k.id
 WHERE c.state = 0;

-- name: comments_or_held  (uses the primary key)
SELECT c.id, c.post_id, c.owner_id, c.author_id, c.root_id, c.parent_id, c.body, c.mentions, c.replies, c.created_us, c.held, c.edited_us, c.pinned_us
  FROM keys(:ids) AS k JOIN comments AS c ON c.shard = k.shard AND c.id = k.id
 WHERE c.state <> 1;

-- name: newest_comments  (uses comments_thread)
SELECT id, post_id, owner_id, author_id, root_id, parent_id, body, mentions, replies, created_us, held, edited_us, pinned_us
  FROM comments
 WHERE shard = :shard AND post_id = :post_id AND root_id = 0 AND state = 0 AND id < :before AND pinned_us IS NULL
 ORDER BY id DESC LIMIT :limit;

-- name: pinned_comments  (uses comments_pinned and the primary key: three at most)
SELECT c.id, c.post_id, c.owner_id, c.author_id, c.root_id, c.parent_id, c.body, c.mentions, c.replies, c.created_us, c.held, c.edited_us, c.pinned_us
  FROM comments AS c
 WHERE c.shard = :shard AND c.id IN (
   SELECT p.id FROM comments AS p
    WHERE p.shard = :shard AND p.post_id = :post_id AND p.pinned_us > 0);

-- name: replies_in  (uses comments_thread)
SELECT id, post_id, owner_id, author_id, root_id, parent_id, body, mentions, replies, created_us, held, edited_us, pinned_us
  FROM comments
 WHERE shard = :shard AND post_id = :post_id AND root_id = :root_id AND state = 0 AND id > :after
 ORDER BY id LIMIT :limit;

-- name: waiting_of  (uses comments_waiting and the primary key: what one person waits for)
SELECT c.id, c.post_id, c.owner_id, c.author_id, c.root_id, c.parent_id, c.body, c.mentions, c.replies, c.created_us, c.held, c.edited_us, c.pinned_us
  FROM keys(:post_ids) AS k JOIN comments AS c ON c.shard = k.shard AND c.id IN (
    SELECT w.id FROM comments AS w
     WHERE w.shard = k.shard AND w.post_id = k.id AND w.author_id = :author_id AND w.state = 2);

-- name: held_comments  (uses comments_held and the primary key)
SELECT c.id, c.post_id, c.owner_id, c.author_id, c.root_id, c.parent_id, c.body, c.mentions, c.replies, c.created_us, c.held, c.edited_us, c.pinned_us
  FROM comments AS c
 WHERE c.shard = :shard AND c.id IN (
   SELECT h.id FROM comments AS h
    WHERE h.shard = :shard AND h.owner_id = :owner_id AND h.state = 2 AND h.id < :before
    ORDER BY h.id DESC LIMIT :limit);

-- name: newest_of_each  (uses comments_thread, comments_pinned and the primary key: a few rows for each post)
SELECT c.id, c.post_id, c.owner_id, c.author_id, c.root_id, c.parent_id, c.body, c.mentions, c.replies, c.created_us, c.held, c.edited_us, c.pinned_us
  FROM keys(:post_ids) AS k JOIN comments AS c ON c.shard = k.shard AND c.id IN (
    SELECT n.id FROM (
      SELECT t.id FROM comments AS t
       WHERE t.shard = k.shard AND t.post_id = k.id AND t.root_id = 0 AND t.state = 0
       ORDER BY t.id DESC LIMIT :limit) AS n
    UNION ALL
    SELECT p.id FROM comments AS p
     WHERE p.shard = k.shard AND p.post_id = k.id AND p.pinned_us > 0);

-- name: said_by  (uses comments_said, nothing else is read)
SELECT c.id FROM rows(:pairs, shard, owner_id, author_id) AS r
  JOIN comments AS c ON c.shard = r.shard AND c.owner_id = r.owner_id AND c.author_id = r.author_id AND c.state = 0
 WHERE c.post_id IN :post_ids;

-- name: change_replies  (uses the primary key; nothing for a comment that was deleted meanwhile)
UPDATE comments SET replies = replies + :change
 WHERE (shard, id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k) AND state = 0;

-- name: edit_comment  (uses the primary key)
UPDATE comments SET body = :body, mentions = :mentions, edited_us = :edited_us
 WHERE shard = :shard AND id = :id AND state <> 1;

-- name: hold_comment  (uses the primary key; nothing where it waits already or has been answered)
UPDATE comments SET state = 2, held = :held, pinned_us = NULL
 WHERE shard = :shard AND id = :id AND state = 0 AND replies = 0;

-- name: pass_comment  (uses the primary key; nothing where it does not wait)
UPDATE comments SET state = 0, held = 0 WHERE shard = :shard AND id = :id AND state = 2;

-- name: pin_comment  (uses the primary key)
UPDATE comments SET pinned_us = :pinned_us
 WHERE shard = :shard AND id = :id AND state = 0 AND root_id = 0 AND pinned_us IS NULL;

-- name: unpin_comment  (uses the primary key)
UPDATE comments SET pinned_us = NULL WHERE shard = :shard AND id = :id AND pinned_us IS NOT NULL;

-- name: delete_comment  (uses the primary key)
UPDATE comments SET state = 1, body = '', mentions = '[]', pinned_us = NULL
 WHERE shard = :shard AND id = :id AND state = 0;

-- name: delete_held  (uses the primary key)
UPDATE comments SET state = 1, body = '', mentions = '[]' WHERE shard = :shard AND id = :id AND state = 2;

-- name: delete_thread  (uses comments_thread, which SQLite does not take for an UPDATE that changes it, and the primary key)
UPDATE comments SET state = 1, body = '', mentions = '[]'
 WHERE (shard, id) IN (
   SELECT t.shard, t.id FROM comments AS t
    WHERE t.shard = :shard AND t.post_id = :post_id AND t.root_id = :root_id AND t.state = 0);

-- name: delete_held_thread  (uses comments_waiting and the primary key: what waits under one post is looked through)
UPDATE comments SET state = 1, body = '', mentions = '[]'
 WHERE (shard, id) IN (
   SELECT t.shard, t.id FROM comments AS t
    WHERE t.shard = :shard AND t.post_id = :post_id AND t.state = 2 AND t.root_id = :root_id);

-- name: change_total  (uses the primary key)
INSERT INTO comment_totals (shard, post_id, n) VALUES (:shard, :post_id, :change)
ON CONFLICT (shard, post_id) DO UPDATE SET n = comment_totals.n + excluded.n;

-- name: tallies  (uses the primary keys)
SELECT k.id, coalesce(t.n, 0), coalesce(v.comments_from, 1), coalesce(v.approves, 0), coalesce(v.hides_likes, 0)
  FROM keys(:post_ids) AS k
  LEFT JOIN comment_totals AS t ON t.shard = k.shard AND t.post_id = k.id
  LEFT JOIN conversations AS v ON v.shard = k.shard AND v.post_id = k.id;

-- name: commenters  (uses comment_totals' primary key, and comments_thread for posts with comments: a bounded look at each)
SELECT t.post_id, (
  SELECT string_agg(CAST(n.author_id AS text), ' ') FROM (
    SELECT m.author_id, m.owner_id FROM comments AS m
     WHERE m.shard = t.shard AND m.post_id = t.post_id AND m.state = 0
     ORDER BY m.root_id, m.id LIMIT :limit) AS n
   WHERE n.author_id <> n.owner_id)
  FROM keys(:post_ids) AS k JOIN comment_totals AS t ON t.shard = k.shard AND t.post_id = k.id
 WHERE t.n > 0;

-- name: set_conversation  (uses the primary key)
INSERT INTO conversations (shard, post_id, comments_from, approves, hides_likes)
VALUES (:shard, :post_id, :comments_from, :approves, :hides_likes)
ON CONFLICT (shard, post_id) DO UPDATE SET
  comments_from = excluded.comments_from, approves = excluded.approves, hides_likes = excluded.hides_likes;

-- name: choices  (uses the primary key)
SELECT c.account_id, c.words, c.hides_own_likes, c.hides_all_likes FROM keys(:account_ids) AS k
  JOIN engagement_choices AS c ON c.shard = k.shard AND c.account_id = k.id;

-- name: set_choices  (uses the primary key)
INSERT INTO engagement_choices (shard, account_id, words, hides_own_likes, hides_all_likes)
VALUES (:shard, :account_id, :words, :hides_own_likes, :hides_all_likes)
ON CONFLICT (shard, account_id) DO UPDATE SET words = excluded.words,
  hides_own_likes = excluded.hides_own_likes, hides_all_likes = excluded.hides_all_likes;

-- name: take_from_own_collections  (uses collection_items_post and the primary key)
DELETE FROM collection_items
 WHERE (shard, collection_id, post_id) IN (
   SELECT i.shard, i.collection_id, i.post_id FROM rows(:kept, shard, owner_id, post_id) AS r
     JOIN collection_items AS i ON i.shard = r.shard AND i.owner_id = r.owner_id AND i.post_id = r.post_id);
