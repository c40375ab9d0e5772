-- name: standing  (uses the primary key)
SELECT a.id, a.is_private, a.state, a.role FROM keys(:ids) AS k
  JOIN accounts AS a ON a.shard = k.shard AND a.id = k.id;

-- name: people  (uses the primary key)
SELECT a.id, a.username, a.name, a.is_private, a.avatar_id FROM keys(:ids) AS k
  JOIN accounts AS a ON a.shard = k.shard AND a.id = k.id;

-- name: account  (uses the primary key)
SELECT id, username, name, bio, link, email, role, state, is_private, avatar_id, version, created_us
  FROM accounts WHERE shard = :shard AND id = :id;

-- name: named  (uses the primary key; a skeleton has one shard, so the product of both sets finds no strangers)
SELECT folded, account_id FROM usernames
 WHERE shard IN :shards AND skeleton IN :skeletons AND folded IN :folded AND free_us = 0;

-- name: forwarded  (uses the primary key; a name that rests, where its owner wants to be found by it)
SELECT account_id FROM usernames
 WHERE shard = :shard AND skeleton = :skeleton AND folded = :folded AND forwards = 1 AND free_us > :now_us;

-- name: hold_account  (uses the primary key)
SELECT id FROM accounts WHERE shard = :shard AND id = :id;

-- name: addressed  (uses the primary key)
SELECT account_id FROM emails WHERE shard = :shard AND address = :address;

-- name: password  (uses the primary key; who rests or is leaving comes back by signing in)
SELECT password FROM accounts WHERE shard = :shard AND id = :id AND state IN (0, 2, 3, 4);

-- name: waits  (uses the primary key)
SELECT id FROM accounts WHERE shard = :shard AND id = :id AND state = 4;

-- name: add_account
INSERT INTO accounts (shard, id, username, name, email, password, role, is_private, created_us, changed_us)
VALUES (:shard, :id, :username, :name, :email, :password, :role, :is_private, :now_us, :now_us);

-- name: claim_username  (the constraint decides; a name in cool-down is free to its last owner, and to others after)
INSERT INTO usernames (shard, skeleton, account_id, folded) VALUES (:shard, :skeleton, :account_id, :folded)
ON CONFLICT (shard, skeleton) DO UPDATE
   SET account_id = excluded.account_id, folded = excluded.folded, free_us = 0, forwards = 0
 WHERE usernames.account_id = excluded.account_id
    OR (usernames.free_us > 0 AND usernames.free_us <= :now_us);

-- name: free_username  (uses the primary key)
UPDATE usernames SET free_us = :free_us, forwards = :forwards
 WHERE shard = :shard AND skeleton = :skeleton AND account_id = :account_id;

-- name: claim_email  (the constraint decides)
INSERT INTO emails (shard, address, account_id) VALUES (:shard, :address, :account_id)
ON CONFLICT (shard, address) DO NOTHING;

-- name: claim_founder  (the constraint decides)
INSERT INTO founders (shard, id, account_id) VALUES (0, 1, :account_id) ON CONFLICT (shard, id) DO NOTHING;

-- name: change_profile  (uses the primary key)
UPDATE accounts
   SET username = :username, name = :name, bio = :bio, link = :link, is_private = :is_private,
       version = version + 1, changed_us = :now_us
 WHERE shard = :shard AND id = :id;

-- name: change_avatar  (uses the primary key)
UPDATE accounts SET avatar_id = :avatar_id, version = version + 1, changed_us = :now_us
 WHERE shard = :shard AND id = :id;

-- name: change_password  (uses the primary key)
UPDATE accounts SET password = :password, changed_us = :now_us WHERE shard = :shard AND id = :id;

-- name: change_role  (uses the primary key)
UPDATE accounts SET role = :role, changed_us = :now_us WHERE shard = :shard AND id = :id;

-- name: ids_in_shard  (uses the primary key)
SELECT id FROM accounts WHERE shard = :shard AND id > :after ORDER BY id LIMIT :limit;
