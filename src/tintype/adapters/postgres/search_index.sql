-- name: put_post  (uses the primary key; xmax says whether it was there)
INSERT INTO search_posts (shard, order_id, author_id, words)
VALUES (:shard, :order_id, :author_id, :words::text::tsvector)
ON CONFLICT (shard, order_id) DO UPDATE SET author_id = excluded.author_id, words = excluded.words
RETURNING (xmax = 0)::int;

-- name: hold_post  (uses the primary key)
SELECT 1 FROM search_posts WHERE shard = :shard AND order_id = :order_id FOR UPDATE;

-- name: facts_of_post  (uses the primary key; its tags, and its place)
SELECT word.lexeme FROM search_posts AS post, unnest(post.words) AS word
 WHERE post.shard = :shard AND post.order_id = :order_id AND left(word.lexeme, 1) IN ('#', '^');

-- name: posts_by  (uses the index by author)
SELECT order_id FROM search_posts WHERE shard = :shard AND author_id = :author_id ORDER BY order_id;

-- name: use_tag  (uses the primary key)
INSERT INTO search_tags (shard, tag, uses) VALUES (:shard, :tag, :times)
ON CONFLICT (shard, tag) DO UPDATE SET uses = search_tags.uses + excluded.uses;

-- name: drop_unused_tag  (uses the primary key)
DELETE FROM search_tags WHERE shard = :shard AND tag = :tag AND uses <= 0;

-- name: use_place  (uses the primary key)
INSERT INTO search_places (shard, place_id, words, uses) VALUES (:shard, :place_id, :words::text::tsvector, :times)
ON CONFLICT (shard, place_id) DO UPDATE SET uses = search_places.uses + excluded.uses;

-- name: drop_unused_place  (uses the primary key)
DELETE FROM search_places WHERE shard = :shard AND place_id = :place_id AND uses <= 0;

-- name: places_found  (uses the GIN index; by the sign no server that has counted nothing walks all places by their uses)
SELECT place_id FROM search_places WHERE words @@ :words::text::tsquery ORDER BY -uses, place_id LIMIT :limit;

-- name: most_used_places  (uses the index by uses)
SELECT place_id FROM search_places ORDER BY uses DESC, place_id LIMIT :limit;

-- name: put_name  (uses the primary key)
INSERT INTO search_names (shard, account_id, words, near)
VALUES (:shard, :account_id, :words::text::tsvector, :near::text::tsvector)
ON CONFLICT (shard, account_id) DO UPDATE SET words = excluded.words, near = excluded.near;

-- name: drop_post  (uses the primary key)
DELETE FROM search_posts WHERE shard = :shard AND order_id = :order_id;

-- name: drop_name  (uses the primary key)
DELETE FROM search_names WHERE shard = :shard AND account_id = :account_id;

-- name: posts_found  (uses the GIN index, or the newest places where the words are frequent)
SELECT order_id FROM search_posts
 WHERE words @@ :words::text::tsquery AND order_id > :after AND order_id < :before
 ORDER BY order_id DESC LIMIT :limit;

-- name: posts_between  (uses the index by place)
SELECT order_id FROM search_posts WHERE order_id > :after AND order_id < :before ORDER BY order_id DESC LIMIT :limit;

-- name: names_found  (uses the GIN index)
SELECT account_id FROM search_names WHERE words @@ :words::text::tsquery ORDER BY account_id DESC LIMIT :limit;

-- name: names_near  (uses the GIN index)
SELECT account_id FROM search_names WHERE near @@ :near::text::tsquery ORDER BY account_id DESC LIMIT :limit;

-- name: tags_found  (uses the index by tag)
SELECT tag FROM search_tags WHERE tag >= :low AND tag < :high ORDER BY uses DESC, tag LIMIT :limit;

-- name: search_mark  (uses the primary key)
SELECT id FROM search_marks WHERE shard = :shard AND id = 1;

-- name: leave_search_mark  (the constraint decides)
INSERT INTO search_marks (shard, id) VALUES (:shard, 1) ON CONFLICT (shard, id) DO NOTHING;
