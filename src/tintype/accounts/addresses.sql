-- name: reached  (uses the primary key; mail goes to all but those who are suspended)
SELECT email, username, confirmed_us FROM accounts WHERE shard = :shard AND id = :id AND state <> 1;

-- name: addressed_by  (uses the primary key)
SELECT account_id FROM emails WHERE shard = :shard AND address = :address;

-- name: free_email  (uses the primary key)
DELETE FROM emails WHERE shard = :shard AND address = :address AND account_id = :account_id;

-- name: change_email  (uses the primary key)
UPDATE accounts SET email = :email, confirmed_us = :confirmed_us, changed_us = :now_us
 WHERE shard = :shard AND id = :id;

-- name: ask_email  (uses the primary key; from here on the account is to confirm its address)
UPDATE accounts SET confirmed_us = 0 WHERE shard = :shard AND id = :id;
