-- name: add_invite
INSERT INTO invites (shard, id, by_id, note, uses_max, uses, expires_us)
VALUES (:shard, :id, :by_id, :note, :uses_max, 0, :expires_us);

-- name: invites_of  (uses invites_by)
SELECT id, by_id, note, uses_max, uses, expires_us FROM invites
 WHERE shard = :shard AND by_id = :by_id AND id < :before ORDER BY id DESC LIMIT :limit;

-- name: invite  (uses the primary key)
SELECT id, by_id, note, uses_max, uses, expires_us FROM invites
 WHERE shard = :shard AND id = :id AND uses < uses_max AND expires_us > :now_us;

-- name: open_invites  (uses invites_by)
SELECT count(*) FROM invites
 WHERE shard = :shard AND by_id = :by_id AND uses < uses_max AND expires_us > :now_us;

-- name: spend_invite  (uses the primary key; the row decides who has the last place)
UPDATE invites SET uses = uses + 1
 WHERE shard = :shard AND id = :id AND uses < uses_max AND expires_us > :now_us;

-- name: end_invite  (uses the primary key; what brought somebody stays as a record of that)
UPDATE invites SET uses_max = uses
 WHERE shard = :shard AND id = :id AND by_id = :by_id AND uses < uses_max;

-- name: came_by  (uses the primary key)
UPDATE accounts SET invite_id = :invite_id WHERE shard = :shard AND id = :id;
