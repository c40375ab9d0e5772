-- name: add_subscription
INSERT INTO push_subscriptions (shard, owner_id, id, session_id, endpoint, key, auth, agent, created_us)
VALUES (:shard, :owner_id, :id, :session_id, :endpoint, :key, :auth, :agent, :now_us);

-- name: subscriptions_of  (uses the primary key)
SELECT id, session_id, endpoint, key, auth, agent, created_us FROM push_subscriptions
 WHERE shard = :shard AND owner_id = :owner_id ORDER BY id;

-- name: forget_subscriptions  (uses the primary key)
DELETE FROM push_subscriptions WHERE shard = :shard AND owner_id = :owner_id AND id IN :ids;
