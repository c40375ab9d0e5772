-- name: add_impressions
INSERT INTO impressions (shard, id, viewer_id, at_us, items, surface)
VALUES (:shard, :id, :viewer_id, :now_us, :items, :surface);

-- name: impressions_of  (uses the primary key)
SELECT i.id, i.items FROM keys(:ids) AS k JOIN impressions AS i ON i.shard = k.shard AND i.id = k.id;

-- name: impressions_by  (uses impressions_viewer and the primary key)
SELECT id, viewer_id, at_us, items FROM impressions
 WHERE shard = :shard AND viewer_id = :viewer_id AND id > :after ORDER BY id LIMIT :limit;

-- name: impressions_between  (uses impressions_old; at home alone)
SELECT id, viewer_id, at_us, items FROM impressions
 WHERE (at_us, shard, id) > (:after_us, :after_shard, :after_id) AND at_us < :before_us AND surface = 0
 ORDER BY at_us, shard, id LIMIT :limit;

-- name: old_impressions  (uses impressions_old)
SELECT id FROM impressions WHERE at_us < :before_us ORDER BY at_us, shard, id LIMIT :limit;

-- name: forget_impressions  (uses the primary key)
DELETE FROM impressions WHERE (shard, id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k);

-- name: viewing  (uses the primary keys)
SELECT coalesce(t.is_off, 0), coalesce(s.frontier, 0), s.orders, s.visits, coalesce(s.at_us, 0), coalesce(s.day, 0), s.counted
  FROM keys(:ids) AS k
  LEFT JOIN seen_posts AS s ON s.shard = k.shard AND s.viewer_id = k.id
  LEFT JOIN tastes AS t ON t.shard = k.shard AND t.viewer_id = k.id;

-- name: put_viewing  (uses the primary key)
INSERT INTO seen_posts (shard, viewer_id, frontier, orders, visits, at_us, day, counted)
VALUES (:shard, :viewer_id, :frontier, :orders, :visits, :now_us, :day, :counted)
ON CONFLICT (shard, viewer_id) DO UPDATE SET frontier = excluded.frontier, orders = excluded.orders,
  visits = excluded.visits, at_us = excluded.at_us, day = excluded.day, counted = excluded.counted;

-- name: taste  (uses the primary keys)
SELECT coalesce(t.is_off, 0), t.at_us, t.authors, t.kinds, coalesce(s.frontier, 0), s.orders, s.visits
  FROM keys(:ids) AS k
  LEFT JOIN tastes AS t ON t.shard = k.shard AND t.viewer_id = k.id
  LEFT JOIN seen_posts AS s ON s.shard = k.shard AND s.viewer_id = k.id;

-- name: wished  (uses the primary keys)
SELECT w.author_id, w.shows, w.at_us FROM author_wishes AS w WHERE w.shard = :shard AND w.viewer_id = :viewer_id
 UNION ALL
SELECT h.post_id, 0, h.at_us FROM hidden_posts AS h WHERE h.shard = :shard AND h.viewer_id = :viewer_id;

-- name: tastes_of  (uses the primary key)
SELECT t.viewer_id, t.is_off, t.at_us, t.authors, t.kinds FROM keys(:ids) AS k
  JOIN tastes AS t ON t.shard = k.shard AND t.viewer_id = k.id;

-- name: put_tastes  (uses the primary key; authors and kinds of all are cut out of one packed argument)
INSERT INTO tastes (shard, viewer_id, at_us, authors, kinds)
SELECT r.shard, r.viewer_id, r.at_us, substr(:authors, CAST(r.start AS integer), CAST(r.size AS integer)),
       substr(:kinds, CAST(r.kinds_start AS integer), CAST(r.kinds_size AS integer))
  FROM rows(:people, shard, viewer_id, at_us, start, size, kinds_start, kinds_size) AS r
 WHERE true
ON CONFLICT (shard, viewer_id) DO UPDATE SET at_us = excluded.at_us, authors = excluded.authors, kinds = excluded.kinds
 WHERE tastes.is_off = 0;

-- name: switch_taste  (uses the primary key)
INSERT INTO tastes (shard, viewer_id, is_off, at_us, authors, kinds)
VALUES (:shard, :viewer_id, :is_off, :now_us, :nothing, :nothing)
ON CONFLICT (shard, viewer_id) DO UPDATE SET is_off = excluded.is_off, at_us = excluded.at_us,
  authors = excluded.authors, kinds = excluded.kinds;

-- name: forget_seen  (uses the primary key)
DELETE FROM seen_posts WHERE shard = :shard AND viewer_id = :viewer_id;

-- name: posts_figures  (uses the primary key)
SELECT f.post_id, f.at_us, f.figures FROM keys(:ids) AS k
  JOIN post_figures AS f ON f.shard = k.shard AND f.post_id = k.id;

-- name: put_post_figures  (uses the primary key; figures of all are cut out of one packed argument)
INSERT INTO post_figures (shard, post_id, at_us, figures)
SELECT r.shard, r.post_id, r.at_us, substr(:figures, CAST(r.start AS integer), CAST(r.size AS integer))
  FROM rows(:posts, shard, post_id, at_us, start, size) AS r
 WHERE true
ON CONFLICT (shard, post_id) DO UPDATE SET at_us = excluded.at_us, figures = excluded.figures;

-- name: forget_post_figures  (uses the primary key)
DELETE FROM post_figures WHERE (shard, post_id) IN (SELECT k.shard, k.id FROM keys(:ids) AS k);

-- name: authors_figures  (uses the primary key)
SELECT f.author_id, f.at_us, f.figures FROM keys(:ids) AS k
  JOIN author_figures AS f ON f.shard = k.shard AND f.author_id = k.id;

-- name: put_author_figures  (uses the primary key; figures of all are cut out of one packed argument)
INSERT INTO author_figures (shard, author_id, at_us, figures)
SELECT r.shard, r.author_id, r.at_us, substr(:figures, CAST(r.start AS integer), CAST(r.size AS integer))
  FROM rows(:authors, shard, author_id, at_us, start, size) AS r
 WHERE true
ON CONFLICT (shard, author_id) DO UPDATE SET at_us = excluded.at_us, figures = excluded.figures;

-- name: begin_site_figures
INSERT INTO site_figures (shard, id, seq, at_us, figures) VALUES (0, 1, 0, :now_us, :figures)
ON CONFLICT (shard, id) DO NOTHING;

-- name: hold_site_figures  (uses the primary key)
SELECT id FROM site_figures WHERE shard = 0 AND id = 1;

-- name: site_figures  (uses the primary key)
SELECT seq, at_us, figures FROM site_figures WHERE shard = 0 AND id = 1;

-- name: put_site_figures  (uses the primary key)
UPDATE site_figures SET seq = :seq, at_us = :now_us, figures = :figures WHERE shard = 0 AND id = 1;

-- name: wishes_of  (uses the primary key)
SELECT author_id, shows, at_us FROM author_wishes WHERE shard = :shard AND viewer_id = :viewer_id
 ORDER BY at_us DESC, author_id DESC;

-- name: put_wish  (uses the primary key)
INSERT INTO author_wishes (shard, viewer_id, author_id, shows, at_us)
VALUES (:shard, :viewer_id, :author_id, :shows, :now_us)
ON CONFLICT (shard, viewer_id, author_id) DO UPDATE SET shows = excluded.shows, at_us = excluded.at_us;

-- name: take_wish_back  (uses the primary key)
DELETE FROM author_wishes WHERE shard = :shard AND viewer_id = :viewer_id AND author_id = :author_id;

-- name: hide_posts  (uses the primary key)
INSERT INTO hidden_posts (shard, viewer_id, post_id, at_us)
SELECT r.shard, r.viewer_id, r.post_id, r.at_us FROM rows(:posts, shard, viewer_id, post_id, at_us) AS r
 WHERE true
ON CONFLICT (shard, viewer_id, post_id) DO NOTHING
RETURNING post_id;

-- name: hidden_among  (uses the primary key)
SELECT post_id FROM hidden_posts WHERE shard = :shard AND viewer_id = :viewer_id AND post_id IN :post_ids;

-- name: hidden_beyond  (uses hidden_posts_newest, nothing else is read)
SELECT post_id FROM hidden_posts
 WHERE shard = :shard AND viewer_id = :viewer_id ORDER BY at_us DESC, post_id DESC LIMIT :limit OFFSET :kept;

-- name: unhide_posts  (uses the primary key)
DELETE FROM hidden_posts WHERE shard = :shard AND viewer_id = :viewer_id AND post_id IN :post_ids
RETURNING post_id;
