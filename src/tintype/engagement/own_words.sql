-- name: own_words  (uses comments_anywhere)
SELECT id FROM comments
 WHERE author_id = :author_id AND (shard, id) > (:after_shard, :after) AND state = 0
 ORDER BY shard, id LIMIT :limit;

-- name: comment_ids_between  (uses primary key)
SELECT id FROM comments WHERE shard = :shard AND id >= :low AND id < :high;
