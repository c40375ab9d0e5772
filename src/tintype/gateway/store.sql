-- name: claim_key  (uses the primary key; a claim that was never answered can be taken over)
INSERT INTO idempotency (shard, account_id, key, digest, status, body, claimed_us)
VALUES (:shard, :account_id, :key, :digest, 0, :nothing, :now_us)
ON CONFLICT (shard, account_id, key) DO UPDATE SET claimed_us = excluded.claimed_us
 WHERE idempotency.status = 0 AND idempotency.claimed_us < :abandoned_us AND idempotency.digest = excluded.digest
RETURNING claimed_us;

-- name: answer_of_key  (uses the primary key)
SELECT digest, status, body FROM idempotency
 WHERE shard = :shard AND account_id = :account_id AND key = :key;

-- name: keep_answer  (uses the primary key)
UPDATE idempotency SET status = :status, body = :body
 WHERE shard = :shard AND account_id = :account_id AND key = :key;

-- name: release_key  (uses the primary key)
DELETE FROM idempotency WHERE shard = :shard AND account_id = :account_id AND key = :key AND status = 0;

-- name: forget_answers  (uses idempotency_claimed)
DELETE FROM idempotency WHERE claimed_us < :before_us;
