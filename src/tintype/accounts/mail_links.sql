-- name: add_link
INSERT INTO mail_links (shard, id, account_id, purpose, email, expires_us)
VALUES (:shard, :id, :account_id, :purpose, :email, :expires_us);

-- name: link  (uses the primary key)
SELECT id, account_id, purpose, email FROM mail_links
 WHERE shard = :shard AND id = :id AND expires_us > :now_us;

-- name: spend_link  (uses the primary key; the row decides who is first)
DELETE FROM mail_links WHERE shard = :shard AND id = :id AND account_id = :account_id;

-- name: end_links  (uses mail_links_account)
DELETE FROM mail_links WHERE shard = :shard AND account_id = :account_id AND purpose = :purpose;

-- name: end_old_links  (uses mail_links_account; what has expired, and the oldest beyond the newest few)
DELETE FROM mail_links
 WHERE shard = :shard AND account_id = :account_id AND purpose = :purpose
   AND (expires_us <= :now_us OR id < coalesce((
     SELECT l.id FROM mail_links AS l
      WHERE l.shard = :shard AND l.account_id = :account_id AND l.purpose = :purpose
      ORDER BY l.id DESC LIMIT 1 OFFSET :most - 1), 0));
