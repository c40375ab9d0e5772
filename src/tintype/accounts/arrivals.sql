-- name: add_arrival
INSERT INTO arrivals (shard, account_id, words, at_us) VALUES (:shard, :account_id, :words, :now_us);

-- name: wait  (uses the primary key)
UPDATE accounts SET state = 4 WHERE shard = :shard AND id = :id;

-- name: arrivals_page  (uses arrivals_at)
SELECT account_id, words, at_us FROM arrivals
 WHERE (at_us, account_id) > (:after_us, :after_id) ORDER BY at_us, account_id LIMIT :limit;

-- name: end_arrival  (uses the primary key; the row decides who is first)
DELETE FROM arrivals WHERE shard = :shard AND account_id = :account_id;

-- name: let_in  (uses the primary key)
UPDATE accounts SET state = 0, changed_us = :now_us WHERE shard = :shard AND id = :id AND state = 4;

-- name: send_away  (uses the primary key; who was never let in has left nothing else)
DELETE FROM accounts WHERE shard = :shard AND id = :id AND state = 4;

-- name: drop_username  (uses the primary key)
DELETE FROM usernames WHERE shard = :shard AND skeleton = :skeleton AND account_id = :account_id;

-- name: drop_links  (uses mail_links_account)
DELETE FROM mail_links WHERE shard = :shard AND account_id = :account_id;
