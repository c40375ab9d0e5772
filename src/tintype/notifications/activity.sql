-- name: put_acts  (uses the primary key)
INSERT INTO own_acts (shard, actor_id, kind, subject_id, post_id, at_us)
SELECT r.shard, r.actor_id, r.kind, r.subject_id, r.post_id, r.at_us
  FROM rows(:acts, shard, actor_id, kind, subject_id, post_id, at_us) AS r WHERE true
ON CONFLICT (shard, actor_id, kind, subject_id) DO UPDATE SET at_us = excluded.at_us;

-- name: forget_acts  (uses the primary key)
DELETE FROM own_acts
 WHERE (shard, actor_id, kind, subject_id) IN (
   SELECT r.shard, r.actor_id, r.kind, r.subject_id FROM rows(:acts, shard, actor_id, kind, subject_id) AS r);

-- name: newest_acts  (uses own_acts_newest)
SELECT kind, subject_id, post_id, at_us FROM own_acts
 WHERE shard = :shard AND actor_id = :actor_id AND (at_us, subject_id) < (:at_us, :id)
 ORDER BY at_us DESC, subject_id DESC LIMIT :limit;

-- name: newest_acts_of_kind  (uses own_acts_of_kind)
SELECT kind, subject_id, post_id, at_us FROM own_acts
 WHERE shard = :shard AND actor_id = :actor_id AND kind = :kind AND (at_us, subject_id) < (:at_us, :id)
 ORDER BY at_us DESC, subject_id DESC LIMIT :limit;
