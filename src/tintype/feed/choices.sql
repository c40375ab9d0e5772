-- name: chosen  (uses the primary key)
SELECT home, hides_seen FROM feed_choices WHERE shard = :shard AND account_id = :account_id;

-- name: choose  (uses the primary key)
INSERT INTO feed_choices (shard, account_id, home, hides_seen) VALUES (:shard, :account_id, :home, :hides_seen)
ON CONFLICT (shard, account_id) DO UPDATE SET home = excluded.home, hides_seen = excluded.hides_seen;
