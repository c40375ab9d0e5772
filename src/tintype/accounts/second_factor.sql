-- name: second_factor  (uses the primary key)
SELECT secret, is_on, last_step FROM second_factors WHERE shard = :shard AND account_id = :account_id;

-- name: begin_factor  (the constraint decides: what is on is not begun again)
INSERT INTO second_factors (shard, account_id, secret, made_us) VALUES (:shard, :account_id, :secret, :now_us)
ON CONFLICT (shard, account_id) DO UPDATE SET secret = excluded.secret, made_us = excluded.made_us, last_step = 0
 WHERE second_factors.is_on = 0;

-- name: take_step  (uses the primary key; nothing for a step that was taken already, or is older)
UPDATE second_factors SET last_step = :step
 WHERE shard = :shard AND account_id = :account_id AND last_step < :step;

-- name: turn_on  (uses the primary key)
UPDATE second_factors SET is_on = 1 WHERE shard = :shard AND account_id = :account_id;

-- name: end_factor  (uses the primary key)
DELETE FROM second_factors WHERE shard = :shard AND account_id = :account_id;

-- name: add_recovery_code
INSERT INTO recovery_codes (shard, account_id, code) VALUES (:shard, :account_id, :code);

-- name: use_recovery_code  (uses the primary key)
DELETE FROM recovery_codes WHERE shard = :shard AND account_id = :account_id AND code = :code;

-- name: end_recovery_codes  (uses the primary key)
DELETE FROM recovery_codes WHERE shard = :shard AND account_id = :account_id;

-- name: recovery_codes_left  (uses the primary key)
SELECT count(*) FROM recovery_codes WHERE shard = :shard AND account_id = :account_id;
