-- name: busy_tags  (of every shard; uses tag_days_day and tag_posts' primary key: a bounded look at each tag of these days)
SELECT u.tag FROM (
  SELECT d.shard, d.tag, (SELECT count(*) FROM (
      SELECT p.order_id FROM tag_posts AS p
       WHERE p.shard = d.shard AND p.tag = d.tag AND p.order_id >= :since LIMIT :most) AS few) AS n
    FROM (SELECT DISTINCT t.shard, t.tag FROM tag_days AS t WHERE t.day >= :day) AS d) AS u
 WHERE u.n >= :least ORDER BY u.n DESC, u.tag LIMIT :limit;

-- name: usual_people  (uses the primary key)
SELECT coalesce(sum(people), 0) FROM tag_days
 WHERE shard = :shard AND tag = :tag AND day >= :first AND day < :day;

-- name: count_day  (uses the primary key)
INSERT INTO tag_days (shard, tag, day, people) VALUES (:shard, :tag, :day, :people)
ON CONFLICT (shard, tag, day) DO UPDATE SET people = excluded.people;

-- name: old_days  (of every shard; uses tag_days_day, nothing else is read)
SELECT tag, day FROM tag_days WHERE day < :day ORDER BY day LIMIT :limit;

-- name: forget_day  (uses the primary key)
DELETE FROM tag_days WHERE shard = :shard AND tag = :tag AND day = :day;

-- name: trends  (of every shard; uses the primary key: everything of a table that is kept short)
SELECT tag, people, weight, usual, peak, peak_us FROM tag_trends;

-- name: put_trend  (uses the primary key)
INSERT INTO tag_trends (shard, tag, people, weight, usual, peak, peak_us)
VALUES (:shard, :tag, :people, :weight, :usual, :peak, :peak_us)
ON CONFLICT (shard, tag) DO UPDATE SET people = excluded.people, weight = excluded.weight, usual = excluded.usual,
  peak = excluded.peak, peak_us = excluded.peak_us;

-- name: drop_trend  (uses the primary key)
DELETE FROM tag_trends WHERE shard = :shard AND tag = :tag;

-- name: reviews_of  (uses the primary key)
SELECT tag, state, by_id, at_us FROM tag_reviews WHERE shard IN :shards AND tag IN :tags;

-- name: reviews_page  (of every shard; uses the primary key: everything that moderators have decided, who are few)
SELECT tag, state, by_id, at_us FROM tag_reviews WHERE state = :state ORDER BY at_us DESC, tag LIMIT :limit;

-- name: put_review  (uses the primary key)
INSERT INTO tag_reviews (shard, tag, state, by_id, at_us) VALUES (:shard, :tag, :state, :by_id, :now_us)
ON CONFLICT (shard, tag) DO UPDATE SET state = excluded.state, by_id = excluded.by_id, at_us = excluded.at_us;

-- name: drop_review  (uses the primary key)
DELETE FROM tag_reviews WHERE shard = :shard AND tag = :tag;
