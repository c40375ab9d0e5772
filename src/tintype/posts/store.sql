-- name: insert_post
INSERT INTO posts (shard, id, order_id, author_id, state, title, caption, place_id, place_name, place_lat, place_lon,
                   audience, created_us, published_us, edited_us, version, shelf, shelf_us, licence, is_sensitive,
                   has_people)
VALUES (:shard, :id, :order_id, :author_id, :state, :title, :caption, :place_id, :place_name, :place_lat, :place_lon,
        :audience, :created_us, :published_us, NULL, 1, :shelf, :shelf_us, :licence, :is_sensitive, :has_people)

-- name: insert_media
INSERT INTO post_media (shard, post_id, position, media_id, alt) VALUES (:shard, :post_id, :position, :media_id, :alt)

-- name: insert_tag
INSERT INTO post_tags (shard, post_id, position, tag) VALUES (:shard, :post_id, :position, :tag)

-- name: insert_mention
INSERT INTO post_mentions (shard, post_id, position, account_id, username)
VALUES (:shard, :post_id, :position, :account_id, :username)

-- name: delete_tags  (uses primary key)
DELETE FROM post_tags WHERE shard = :shard AND post_id = :post_id

-- name: delete_mentions  (uses primary key)
DELETE FROM post_mentions WHERE shard = :shard AND post_id = :post_id

-- name: set_alt  (uses primary key)
UPDATE post_media SET alt = :alt WHERE shard = :shard AND post_id = :post_id AND media_id = :media_id

-- name: insert_revision
INSERT INTO post_history (shard, post_id, version, at_us, title, caption, place_name, alts)
VALUES (:shard, :post_id, :version, :at_us, :title, :caption, :place_name, :alts)

-- name: update_post  (uses primary key; nothing when another edit or a deletion came first)
UPDATE posts SET title = :title, caption = :caption, place_id = :place_id, place_name = :place_name,
  place_lat = :place_lat, place_lon = :place_lon, audience = :audience, edited_us = :edited_us, version = :version + 1,
  licence = :licence, is_sensitive = :is_sensitive, has_people = :has_people
WHERE shard = :shard AND id = :id AND version = :version AND state <> 3

-- name: mark_published  (uses primary key; nothing when it is not pending any more, so twice is once)
UPDATE posts SET state = 2, order_id = :order_id, published_us = :published_us
WHERE shard = :shard AND id = :id AND state = 1 AND shelf = 0

-- name: mark_pending  (uses primary key; it keeps its place, and its time)
UPDATE posts SET state = 1 WHERE shard = :shard AND id = :id AND state = 2

-- name: mark_deleted  (uses primary key)
UPDATE posts SET state = 3, shelf = 0, shelf_us = 0, pinned_us = 0 WHERE shard = :shard AND id = :id AND state <> 3

-- name: put_on_shelf  (uses primary key)
UPDATE posts SET state = 1, shelf = :shelf, shelf_us = :shelf_us, shelf_before = :shelf_before, pinned_us = 0
WHERE shard = :shard AND id = :id AND state <> 3

-- name: take_off_shelf  (uses primary key)
UPDATE posts SET shelf = 0, shelf_us = 0, shelf_before = 0 WHERE shard = :shard AND id = :id AND shelf > 0

-- name: shelf_of_author  (uses posts_shelf)
SELECT shelf_us, id FROM posts
WHERE shard = :shard AND author_id = :author_id AND shelf = :shelf AND shelf > 0
  AND (shelf_us, id) < (:at_us, :id)
ORDER BY shelf_us DESC, id DESC LIMIT :limit

-- name: erase_words  (uses primary key)
UPDATE posts SET title = NULL, caption = NULL, place_id = NULL, place_name = NULL, place_lat = NULL, place_lon = NULL
WHERE shard = :shard AND id = :id AND state = 3

-- name: delete_media  (uses primary key)
DELETE FROM post_media WHERE shard = :shard AND post_id = :post_id

-- name: delete_history  (uses primary key)
DELETE FROM post_history WHERE shard = :shard AND post_id = :post_id

-- name: delete_people  (uses primary key)
DELETE FROM post_people WHERE shard = :shard AND post_id = :post_id

-- name: set_pinned  (uses primary key)
UPDATE posts SET pinned_us = :pinned_us WHERE shard = :shard AND id = :id AND state <> 3

-- name: pinned_of_author  (uses posts_pinned)
SELECT order_id FROM posts
WHERE shard = :shard AND author_id = :author_id AND pinned_us > 0 AND state = 2 ORDER BY pinned_us DESC

-- name: add_to_total  (uses primary key)
INSERT INTO post_totals (shard, author_id, n) VALUES (:shard, :author_id, :by)
ON CONFLICT (shard, author_id) DO UPDATE SET n = post_totals.n + :by

-- name: hold_post  (uses primary key)
SELECT id FROM posts WHERE shard = :shard AND id = :id

-- name: totals  (uses primary key)
SELECT t.author_id, t.n FROM keys(:author_ids) AS k JOIN post_totals AS t ON t.shard = k.shard AND t.author_id = k.id

-- name: posts  (uses primary key)
SELECT p.id, p.order_id, p.author_id, CASE WHEN p.shelf > 0 THEN p.shelf ELSE p.state END, p.title, p.caption,
  p.place_name, p.place_lat, p.place_lon, p.audience, p.created_us, p.published_us, p.edited_us, p.version, p.shelf_us,
  p.shelf_before, p.pinned_us, p.licence, p.is_sensitive, p.has_people
FROM keys(:post_ids) AS k JOIN posts AS p ON p.shard = k.shard AND p.id = k.id

-- name: heads  (uses primary key)
SELECT p.id, p.order_id, p.author_id, CASE WHEN p.shelf > 0 THEN p.shelf ELSE p.state END, p.audience
FROM keys(:post_ids) AS k JOIN posts AS p ON p.shard = k.shard AND p.id = k.id

-- name: ids_by_order  (uses posts_order)
SELECT p.id FROM keys(:order_ids) AS k JOIN posts AS p ON p.shard = k.shard AND p.order_id = k.id WHERE p.state = 2

-- name: heads_by_order  (uses posts_order)
SELECT p.id, p.order_id, p.author_id, p.state, p.audience
FROM keys(:order_ids) AS k JOIN posts AS p ON p.shard = k.shard AND p.order_id = k.id WHERE p.state = 2

-- name: outlines  (uses posts_order, of the other tables the primary keys)
SELECT p.order_id, p.id, p.author_id, p.audience,
  (SELECT t.tag FROM post_tags AS t WHERE t.shard = p.shard AND t.post_id = p.id AND t.position = 0),
  (SELECT m.media_id FROM post_media AS m WHERE m.shard = p.shard AND m.post_id = p.id AND m.position = 0),
  (SELECT count(*) FROM post_media AS m WHERE m.shard = p.shard AND m.post_id = p.id)
FROM keys(:order_ids) AS k JOIN posts AS p ON p.shard = k.shard AND p.order_id = k.id WHERE p.state = 2

-- name: media  (uses primary key)
SELECT m.post_id, m.media_id, m.alt
FROM keys(:post_ids) AS k JOIN post_media AS m ON m.shard = k.shard AND m.post_id = k.id
ORDER BY m.post_id, m.position

-- name: first_media  (uses primary key)
SELECT m.post_id, m.media_id
FROM keys(:post_ids) AS k JOIN post_media AS m ON m.shard = k.shard AND m.post_id = k.id AND m.position = 0

-- name: tags  (uses primary key)
SELECT t.post_id, t.tag FROM keys(:post_ids) AS k JOIN post_tags AS t ON t.shard = k.shard AND t.post_id = k.id
ORDER BY t.post_id, t.position

-- name: mentions  (uses primary key)
SELECT n.post_id, n.account_id, n.username
FROM keys(:post_ids) AS k JOIN post_mentions AS n ON n.shard = k.shard AND n.post_id = k.id
ORDER BY n.post_id, n.position

-- name: people  (uses primary key)
SELECT n.post_id, n.account_id, n.role, n.media_id, n.x, n.y, n.state
FROM keys(:post_ids) AS k JOIN post_people AS n ON n.shard = k.shard AND n.post_id = k.id
ORDER BY n.post_id, n.role, n.media_id, n.at_us, n.account_id

-- name: history  (uses primary key, newest first)
SELECT version, at_us, title, caption, place_name, alts FROM post_history
WHERE shard = :shard AND post_id = :post_id ORDER BY version DESC LIMIT :limit

-- name: posts_with_media  (uses post_media_media; on a shelf too)
SELECT m.media_id, p.id, p.order_id, p.author_id, CASE WHEN p.shelf > 0 THEN p.shelf ELSE p.state END, p.audience
FROM keys(:media_ids) AS k
JOIN post_media AS m ON m.shard = k.shard AND m.media_id = k.id
JOIN posts AS p ON p.shard = m.shard AND p.id = m.post_id
WHERE p.state <> 3

-- name: orders_between  (uses posts_order)
SELECT order_id FROM posts WHERE shard = :shard AND order_id >= :low AND order_id < :high

-- name: orders_of_author  (uses posts_author, nothing else is read)
SELECT order_id FROM posts
WHERE shard = :shard AND author_id = :author_id AND state = 2 AND order_id < :before
ORDER BY order_id DESC LIMIT :limit

-- name: list_tag
INSERT INTO tag_posts (shard, tag, order_id) VALUES (:shard, :tag, :order_id) ON CONFLICT DO NOTHING

-- name: note_tag_day
INSERT INTO tag_days (shard, tag, day) VALUES (:shard, :tag, :day) ON CONFLICT DO NOTHING

-- name: unlist_tag  (uses primary key)
DELETE FROM tag_posts WHERE shard = :shard AND tag = :tag AND order_id = :order_id

-- name: list_place
INSERT INTO place_posts (shard, place_id, order_id) VALUES (:shard, :place_id, :order_id) ON CONFLICT DO NOTHING

-- name: unlist_place  (uses primary key)
DELETE FROM place_posts WHERE shard = :shard AND place_id = :place_id AND order_id = :order_id

-- name: orders_of_place  (uses primary key, nothing else is read)
SELECT order_id FROM place_posts WHERE shard = :shard AND place_id = :place_id AND order_id < :before
ORDER BY order_id DESC LIMIT :limit

-- name: orders_of_places  (uses primary key: for each place one seek, and what lies above it)
SELECT k.place_id, p.order_id FROM rows(:places, shard, place_id, before) AS k
JOIN place_posts AS p ON p.shard = k.shard AND p.place_id = k.place_id AND p.order_id < k.before
WHERE p.order_id >= coalesce((SELECT d.order_id FROM place_posts AS d
  WHERE d.shard = k.shard AND d.place_id = k.place_id AND d.order_id < k.before
  ORDER BY d.order_id DESC LIMIT 1 OFFSET :depth), 0)

-- name: places_of_posts  (uses primary key)
SELECT p.id, p.place_name, p.place_lat, p.place_lon
FROM keys(:post_ids) AS k JOIN posts AS p ON p.shard = k.shard AND p.id = k.id WHERE p.place_name IS NOT NULL

-- name: having_tag  (uses primary key)
SELECT t.post_id FROM keys(:post_ids) AS k JOIN post_tags AS t ON t.shard = k.shard AND t.post_id = k.id
WHERE t.tag = :tag

-- name: from_place  (uses primary key)
SELECT p.id FROM keys(:post_ids) AS k JOIN posts AS p ON p.shard = k.shard AND p.id = k.id
WHERE p.place_id = :place_id

-- name: orders_of_tag  (uses primary key, nothing else is read)
SELECT order_id FROM tag_posts WHERE shard = :shard AND tag = :tag AND order_id < :before
ORDER BY order_id DESC LIMIT :limit

-- name: pending_of_author  (uses posts_pending)
SELECT id FROM posts WHERE shard = :shard AND author_id = :author_id AND state = 1 AND shelf = 0 ORDER BY id DESC LIMIT :limit

-- name: depth_marks  (uses posts_author: one seek for each author)
SELECT k.id, (SELECT p.order_id FROM posts AS p
  WHERE p.shard = k.shard AND p.author_id = k.id AND p.state = 2 AND p.order_id < :before
  ORDER BY p.order_id DESC LIMIT 1 OFFSET :depth)
FROM keys(:author_ids) AS k

-- name: orders_of_authors  (uses posts_author: one range for each author)
SELECT p.order_id FROM keys(:author_ids) AS k JOIN posts AS p ON p.shard = k.shard AND p.author_id = k.id
WHERE p.state = 2 AND p.order_id >= :low AND p.order_id < :before
ORDER BY p.order_id DESC LIMIT :limit
