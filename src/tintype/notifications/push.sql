-- name: add_subscription
INSERT INTO push_subscriptions (shard, owner_id, id, session_id, endpoint, key, auth, agent, created_us)
VALUES (:shard, :owner_id, :id, :session_id, :endpoint, :key, :auth, :agent, :now_us);

-- name: subscriptions_of  (uses the primary key)
SELECT id, session_id, endpoint, key, auth, agent, created_us FROM push_subscriptions
 WHERE shard = :shard AND owner_id = :owner_id ORDER BY id;

-- name: subscription_ids_of  (uses the primary key)
SELECT s.owner_id, s.id FROM keys(:owner_ids) AS k
  JOIN push_subscriptions AS s ON s.shard = k.shard AND s.owner_id = k.id;

-- name: forget_subscriptions  (uses the primary key)
DELETE FROM push_subscriptions WHERE shard = :shard AND owner_id = :owner_id AND id IN :ids;
