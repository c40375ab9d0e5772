-- name: insert_collection
INSERT INTO collections (shard, id, owner_id, name, cover_id, created_us)
VALUES (:shard, :id, :owner_id, :name, NULL, :now_us);

-- name: collections_of  (uses the primary key)
SELECT c.id, c.owner_id, c.name, coalesce(c.cover_id, 0), c.created_us
  FROM keys(:ids) AS k JOIN collections AS c ON c.shard = k.shard AND c.id = k.id;

-- name: own_collections  (uses collections_owner)
SELECT id FROM collections WHERE shard = :shard AND owner_id = :owner_id AND id < :before ORDER BY id DESC LIMIT :limit;

-- name: own_total  (uses collections_owner)
SELECT count(*) FROM collections WHERE shard = :shard AND owner_id = :owner_id;

-- name: hold_collection  (uses the primary key)
SELECT id FROM collections WHERE shard = :shard AND id = :id;

-- name: change_collection  (uses the primary key)
UPDATE collections SET name = :name, cover_id = :cover_id WHERE shard = :shard AND id = :id;

-- name: delete_collection  (uses the primary key)
DELETE FROM collections WHERE shard = :shard AND id = :id;

-- name: delete_items  (uses the primary key)
DELETE FROM collection_items WHERE shard = :shard AND collection_id = :collection_id;

-- name: insert_item  (the constraint decides: what is there stays where it is)
INSERT INTO collection_items (shard, collection_id, post_id, owner_id, by_id, place)
VALUES (:shard, :collection_id, :post_id, :owner_id, :by_id, :place)
ON CONFLICT (shard, collection_id, post_id) DO NOTHING;

-- name: item  (uses the primary key)
SELECT post_id, by_id, place FROM collection_items
 WHERE shard = :shard AND collection_id = :collection_id AND post_id = :post_id;

-- name: delete_item  (uses the primary key)
DELETE FROM collection_items WHERE shard = :shard AND collection_id = :collection_id AND post_id = :post_id;

-- name: place_item  (uses the primary key)
UPDATE collection_items SET place = :place
 WHERE shard = :shard AND collection_id = :collection_id AND post_id = :post_id;

-- name: items_before  (uses collection_items_place)
SELECT post_id, by_id, place FROM collection_items
 WHERE shard = :shard AND collection_id = :collection_id AND (place, post_id) < (:place, :post_id)
 ORDER BY place DESC, post_id DESC LIMIT :limit;

-- name: items_total  (uses the primary key)
SELECT count(*) FROM collection_items WHERE shard = :shard AND collection_id = :collection_id;

-- name: first_items  (uses collection_items_place: a few rows for each collection)
SELECT k.id, (
  SELECT string_agg(CAST(n.post_id AS text), ' ') FROM (
    SELECT i.post_id FROM collection_items AS i
     WHERE i.shard = k.shard AND i.collection_id = k.id ORDER BY i.place DESC, i.post_id DESC LIMIT :limit) AS n)
  FROM keys(:ids) AS k;

-- name: holding  (uses the primary key)
SELECT i.collection_id, i.post_id FROM rows(:pairs, shard, collection_id, post_id) AS r
  JOIN collection_items AS i
    ON i.shard = r.shard AND i.collection_id = r.collection_id AND i.post_id = r.post_id;
