-- name: followed_tags  (uses the primary key, nothing else is read; at most 200)
SELECT tag FROM tag_follows WHERE shard = :shard AND account_id = :account_id;

-- name: tag_follows  (uses the primary key; at most 200)
SELECT tag, at_us FROM tag_follows WHERE shard = :shard AND account_id = :account_id;

-- name: follow_tag  (uses the primary key)
INSERT INTO tag_follows (shard, account_id, tag, at_us) VALUES (:shard, :account_id, :tag, :now_us)
ON CONFLICT DO NOTHING;

-- name: unfollow_tag  (uses the primary key)
DELETE FROM tag_follows WHERE shard = :shard AND account_id = :account_id AND tag = :tag;
