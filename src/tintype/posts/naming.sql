-- name: put_person  (uses primary key)
INSERT INTO post_people (shard, post_id, account_id, role, media_id, x, y, state, at_us)
VALUES (:shard, :post_id, :account_id, :role, :media_id, :x, :y, :state, :now_us)
ON CONFLICT (shard, post_id, account_id, role, media_id) DO UPDATE SET x = :x, y = :y, state = :state

-- name: rules_of  (uses primary key)
SELECT r.account_id, r.who, r.by_hand
FROM keys(:account_ids) AS k JOIN naming_rules AS r ON r.shard = k.shard AND r.account_id = k.id

-- name: put_rules  (uses primary key)
INSERT INTO naming_rules (shard, account_id, who, by_hand) VALUES (:shard, :account_id, :who, :by_hand)
ON CONFLICT (shard, account_id) DO UPDATE SET who = :who, by_hand = :by_hand

-- name: orders_naming  (uses primary key, nothing else is read)
SELECT order_id FROM posts_naming
WHERE shard = :shard AND account_id = :account_id AND state = :state AND order_id < :before
ORDER BY order_id DESC LIMIT :limit

-- name: list_naming
INSERT INTO posts_naming (shard, account_id, state, order_id) VALUES (:shard, :account_id, :state, :order_id)
ON CONFLICT DO NOTHING

-- name: unlist_naming  (uses primary key)
DELETE FROM posts_naming
WHERE shard = :shard AND account_id = :account_id AND state IN (1, 2) AND order_id = :order_id
