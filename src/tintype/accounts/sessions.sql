-- name: add_session
INSERT INTO sessions (shard, id, account_id, secret, kind, scopes, name, zone, created_us, seen_us, proven_us, expires_us)
VALUES (:shard, :id, :account_id, :secret, :kind, :scopes, :name, :zone, :now_us, :now_us, :now_us, :expires_us);

-- name: known_session  (uses the primary keys of both)
SELECT s.account_id, s.secret, s.kind, s.scopes, s.seen_us, s.expires_us, a.role, a.confirmed_us
  FROM sessions AS s JOIN accounts AS a ON a.shard = s.shard AND a.id = s.account_id
 WHERE s.shard = :shard AND s.id = :id AND s.expires_us > :now_us AND a.state = 0;

-- name: touch_session  (uses the primary key)
UPDATE sessions SET seen_us = :now_us, expires_us = :expires_us
 WHERE shard = :shard AND id = :id AND seen_us < :now_us;

-- name: sessions_of  (uses sessions_account)
SELECT id, account_id, kind, scopes, name, zone, created_us, seen_us, expires_us FROM sessions
 WHERE shard = :shard AND account_id = :account_id AND kind = :kind AND id < :before AND expires_us > :now_us
 ORDER BY id DESC LIMIT :limit;

-- name: proven_us  (uses the primary key)
SELECT proven_us FROM sessions WHERE shard = :shard AND id = :id;

-- name: mark_proven  (uses the primary key)
UPDATE sessions SET proven_us = :now_us WHERE shard = :shard AND id = :id AND account_id = :account_id;

-- name: end_kind  (uses sessions_account)
DELETE FROM sessions WHERE shard = :shard AND account_id = :account_id AND kind = :kind AND id <> :but RETURNING id;

-- name: end_session  (uses the primary key)
DELETE FROM sessions WHERE shard = :shard AND id = :id AND account_id = :account_id;

-- name: session_kind  (uses the primary key)
SELECT kind FROM sessions WHERE shard = :shard AND id = :id AND account_id = :account_id;

-- name: end_other_sessions  (uses sessions_account)
DELETE FROM sessions WHERE shard = :shard AND account_id = :account_id AND id <> :but RETURNING id;

-- name: end_old_sessions  (uses sessions_account; what has expired, and the oldest beyond the newest few)
DELETE FROM sessions
 WHERE shard = :shard AND account_id = :account_id AND kind = :kind
   AND (expires_us <= :now_us OR id < coalesce((
     SELECT s.id FROM sessions AS s
      WHERE s.shard = :shard AND s.account_id = :account_id AND s.kind = :kind AND s.expires_us > :now_us
      ORDER BY s.id DESC LIMIT 1 OFFSET :most - 1), 0))
RETURNING id;
