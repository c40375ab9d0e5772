-- name: notices_of_actors  (uses the primary key)
SELECT e.owner_id, e.kind, e.subject_id, e.actor_id, e.about_id, e.post_id, e.day, e.at_us, e.is_gone
  FROM rows(:actors, shard, owner_id, kind, subject_id, actor_id) AS r
  JOIN notices AS e ON e.shard = r.shard AND e.owner_id = r.owner_id AND e.kind = r.kind
   AND e.subject_id = r.subject_id AND e.actor_id = r.actor_id;

-- name: notices_about  (uses the primary key)
SELECT e.owner_id, e.kind, e.subject_id, e.actor_id, e.about_id, e.post_id, e.day, e.at_us, e.is_gone
  FROM rows(:subjects, shard, owner_id, kind, subject_id) AS r
  JOIN notices AS e ON e.shard = r.shard AND e.owner_id = r.owner_id AND e.kind = r.kind
   AND e.subject_id = r.subject_id
 LIMIT :limit;

-- name: notices_by  (uses notices_actor)
SELECT owner_id, kind, subject_id, actor_id, about_id, post_id, day, at_us, is_gone FROM notices
 WHERE shard = :shard AND owner_id = :owner_id AND actor_id = :actor_id LIMIT :limit;

-- name: put_notices  (uses the primary key)
INSERT INTO notices (shard, owner_id, kind, subject_id, actor_id, about_id, post_id, day, at_us, is_gone)
SELECT r.shard, r.owner_id, r.kind, r.subject_id, r.actor_id, r.about_id, r.post_id, r.day, r.at_us, r.is_gone
  FROM rows(:notices, shard, owner_id, kind, subject_id, actor_id, about_id, post_id, day, at_us, is_gone) AS r
 WHERE true
ON CONFLICT (shard, owner_id, kind, subject_id, actor_id, about_id) DO UPDATE
   SET day = excluded.day, at_us = excluded.at_us, is_gone = excluded.is_gone;

-- name: erase_notices  (uses the primary key)
DELETE FROM notices
 WHERE (shard, owner_id, kind, subject_id, actor_id, about_id) IN (
   SELECT r.shard, r.owner_id, r.kind, r.subject_id, r.actor_id, r.about_id
     FROM rows(:notices, shard, owner_id, kind, subject_id, actor_id, about_id) AS r);

-- name: newest_of_lines  (uses notices_newest; null where nothing is left)
SELECT r.owner_id, r.kind, r.subject_id, r.day, (
  SELECT max(e.at_us) FROM notices AS e
   WHERE e.shard = r.shard AND e.owner_id = r.owner_id AND e.kind = r.kind AND e.subject_id = r.subject_id
     AND e.day = r.day AND e.is_gone = 0)
  FROM rows(:lines, shard, owner_id, kind, subject_id, day) AS r;

-- name: change_lines  (uses the primary key)
INSERT INTO notifications (shard, owner_id, kind, subject_id, day, id, post_id, n, newest_us)
SELECT r.shard, r.owner_id, r.kind, r.subject_id, r.day, r.id, r.post_id, r.change, r.newest_us
  FROM rows(:lines, shard, owner_id, kind, subject_id, day, id, post_id, change, newest_us) AS r
 WHERE true
ON CONFLICT (shard, owner_id, kind, subject_id, day) DO UPDATE
   SET n = notifications.n + excluded.n, newest_us = excluded.newest_us;

-- name: mark_pushed  (uses the primary key)
UPDATE notifications SET pushed_us = :now_us
 WHERE (shard, owner_id, kind, subject_id, day) IN (
   SELECT r.shard, r.owner_id, r.kind, r.subject_id, r.day
     FROM rows(:lines, shard, owner_id, kind, subject_id, day) AS r)
   AND pushed_us <= :before_us
RETURNING owner_id, kind, subject_id, day;

-- name: lines_before  (uses notifications_newest)
SELECT id, owner_id, kind, subject_id, day, post_id, n, newest_us, pushed_us FROM notifications
 WHERE shard = :shard AND owner_id = :owner_id AND n > 0 AND (newest_us, id) < (:at_us, :id)
 ORDER BY newest_us DESC, id DESC LIMIT :limit;

-- name: lines_since  (uses notifications_newest)
SELECT id, owner_id, kind, subject_id, day, post_id, n, newest_us, pushed_us FROM notifications
 WHERE shard = :shard AND owner_id = :owner_id AND n > 0 AND newest_us > :since_us
 ORDER BY newest_us DESC, id DESC LIMIT :limit;

-- name: lines_of  (uses the primary key)
SELECT n.id, n.owner_id, n.kind, n.subject_id, n.day, n.post_id, n.n, n.newest_us, n.pushed_us
  FROM rows(:lines, shard, owner_id, kind, subject_id, day) AS r
  JOIN notifications AS n ON n.shard = r.shard AND n.owner_id = r.owner_id AND n.kind = r.kind
   AND n.subject_id = r.subject_id AND n.day = r.day
 WHERE n.n > 0;

-- name: newest_notices  (uses notices_newest: a few rows for each line, however many there are)
SELECT e.owner_id, e.kind, e.subject_id, e.actor_id, e.about_id, e.post_id, e.day, e.at_us, e.is_gone
  FROM rows(:lines, shard, owner_id, kind, subject_id, day) AS r
  JOIN notices AS e ON e.shard = r.shard AND e.owner_id = r.owner_id AND e.kind = r.kind
   AND e.subject_id = r.subject_id AND e.day = r.day AND e.is_gone = 0
   AND e.at_us >= (
     SELECT min(t.at_us) FROM (
       SELECT x.at_us FROM notices AS x
        WHERE x.shard = r.shard AND x.owner_id = r.owner_id AND x.kind = r.kind AND x.subject_id = r.subject_id
          AND x.day = r.day AND x.is_gone = 0
        ORDER BY x.at_us DESC LIMIT :limit) AS t);

-- name: wishes_of  (uses the primary key)
SELECT w.owner_id, w.choices, w.seen_us, w.digest, w.told_us FROM keys(:owner_ids) AS k
  JOIN notification_wishes AS w ON w.shard = k.shard AND w.owner_id = k.id;

-- name: put_choices  (uses the primary key)
INSERT INTO notification_wishes (shard, owner_id, choices) VALUES (:shard, :owner_id, :choices)
ON CONFLICT (shard, owner_id) DO UPDATE SET choices = excluded.choices;

-- name: put_digest  (uses the primary key)
INSERT INTO notification_wishes (shard, owner_id, digest, due_us, told_us)
VALUES (:shard, :owner_id, :digest, :due_us, :now_us)
ON CONFLICT (shard, owner_id) DO UPDATE SET digest = excluded.digest, due_us = excluded.due_us, told_us = excluded.told_us;

-- name: mark_seen  (uses the primary key; never backwards)
INSERT INTO notification_wishes (shard, owner_id, seen_us) VALUES (:shard, :owner_id, :seen_us)
ON CONFLICT (shard, owner_id) DO UPDATE SET seen_us = excluded.seen_us
 WHERE notification_wishes.seen_us < excluded.seen_us;

-- name: due_digests  (uses notification_wishes_due)
SELECT owner_id, digest FROM notification_wishes WHERE due_us > 0 AND due_us <= :now_us ORDER BY due_us LIMIT :limit;

-- name: next_digest  (uses the primary key)
UPDATE notification_wishes SET due_us = :due_us
 WHERE shard = :shard AND owner_id = :owner_id AND due_us > 0 AND due_us <= :now_us;

-- name: digest_told  (uses the primary key)
UPDATE notification_wishes SET told_us = :told_us WHERE shard = :shard AND owner_id = :owner_id AND told_us < :told_us;

-- name: hush
INSERT INTO quiet_posts (shard, owner_id, post_id, at_us) VALUES (:shard, :owner_id, :post_id, :now_us)
ON CONFLICT (shard, owner_id, post_id) DO NOTHING;

-- name: unhush  (uses the primary key)
DELETE FROM quiet_posts WHERE shard = :shard AND owner_id = :owner_id AND post_id = :post_id;

-- name: quiet_pairs  (uses the primary key)
SELECT q.owner_id, q.post_id FROM rows(:pairs, shard, owner_id, post_id) AS r
  JOIN quiet_posts AS q ON q.shard = r.shard AND q.owner_id = r.owner_id AND q.post_id = r.post_id;

-- name: old_notices  (uses notices_old)
SELECT shard, owner_id, kind, subject_id, actor_id, about_id FROM notices WHERE at_us < :before_us LIMIT :limit;

-- name: old_lines  (uses notifications_old)
SELECT shard, owner_id, kind, subject_id, day FROM notifications WHERE newest_us < :before_us LIMIT :limit;

-- name: erase_lines  (uses the primary key)
DELETE FROM notifications
 WHERE (shard, owner_id, kind, subject_id, day) IN (
   SELECT r.shard, r.owner_id, r.kind, r.subject_id, r.day
     FROM rows(:lines, shard, owner_id, kind, subject_id, day) AS r);
