-- name: change_state  (uses the primary key; nothing unless the account is in one of the states before)
UPDATE accounts SET state = :state, gone_us = :gone_us, changed_us = :now_us
 WHERE shard = :shard AND id = :id AND state IN :before;

-- name: state  (uses the primary key)
SELECT state, gone_us FROM accounts WHERE shard = :shard AND id = :id;
