-- name: spend  (the constraint decides)
INSERT INTO spent_challenges (shard, mark, until_us) VALUES (:shard, :mark, :until_us)
ON CONFLICT (shard, mark) DO NOTHING;

-- name: forget_spent  (uses spent_challenges_until)
DELETE FROM spent_challenges WHERE until_us < :before_us;

-- name: passkeys_of  (uses the primary key)
SELECT id, credential, public_key, sign_count, name, made_us, used_us FROM passkeys
 WHERE shard = :shard AND account_id = :account_id ORDER BY id DESC LIMIT :limit;

-- name: passkey_of_credential  (uses passkeys_credential)
SELECT id, credential, public_key, sign_count, name, made_us, used_us FROM passkeys
 WHERE shard = :shard AND credential = :credential AND account_id = :account_id;

-- name: add_passkey  (the constraint decides)
INSERT INTO passkeys (shard, account_id, id, credential, public_key, sign_count, name, made_us)
VALUES (:shard, :account_id, :id, :credential, :public_key, :sign_count, :name, :now_us)
ON CONFLICT (shard, credential) DO NOTHING;

-- name: use_passkey  (uses the primary key)
UPDATE passkeys SET sign_count = :sign_count, used_us = :now_us
 WHERE shard = :shard AND account_id = :account_id AND id = :id;

-- name: rename_passkey  (uses the primary key)
UPDATE passkeys SET name = :name WHERE shard = :shard AND account_id = :account_id AND id = :id;

-- name: remove_passkey  (uses the primary key)
DELETE FROM passkeys WHERE shard = :shard AND account_id = :account_id AND id = :id;
