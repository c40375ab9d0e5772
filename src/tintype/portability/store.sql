-- name: add_export
INSERT INTO exports (shard, id, owner_id, blob, created_us) VALUES (:shard, :id, :owner_id, :blob, :created_us)

-- name: exports_of  (uses exports_owner)
SELECT id, owner_id, state, blob, bytes, done, total, missing, created_us, expires_us FROM exports
WHERE shard = :shard AND owner_id = :owner_id ORDER BY id DESC LIMIT :limit

-- name: export_of  (uses primary key)
SELECT id, owner_id, state, blob, bytes, done, total, missing, created_us, expires_us FROM exports
WHERE shard = :shard AND id = :id

-- name: forget_exports  (uses exports_owner)
DELETE FROM exports WHERE shard = :shard AND owner_id = :owner_id AND id < :before AND state <> 0 AND state <> 1

-- name: note_export_progress  (uses primary key)
UPDATE exports SET done = :done, total = :total WHERE shard = :shard AND id = :id AND state = 0

-- name: end_export  (uses primary key)
UPDATE exports SET state = :state, bytes = :bytes, missing = :missing, done = total, expires_us = :expires_us
WHERE shard = :shard AND id = :id AND state = 0

-- name: close_export  (uses primary key)
UPDATE exports SET state = :state WHERE shard = :shard AND id = :id

-- name: add_import
INSERT INTO imports (shard, id, owner_id, name, blob, bytes, created_us, changed_us)
VALUES (:shard, :id, :owner_id, :name, :blob, :bytes, :now_us, :now_us)

-- name: imports_of  (uses imports_owner)
SELECT id, owner_id, state, kind, name, blob, bytes, audience, stage, code, detail, created_us, changed_us FROM imports
WHERE shard = :shard AND owner_id = :owner_id ORDER BY id DESC LIMIT :limit

-- name: import_of  (uses primary key)
SELECT id, owner_id, state, kind, name, blob, bytes, audience, stage, code, detail, created_us, changed_us FROM imports
WHERE shard = :shard AND id = :id

-- name: hold_import  (uses primary key)
SELECT id FROM imports WHERE shard = :shard AND id = :id

-- name: change_import  (uses primary key)
UPDATE imports SET state = :state, kind = :kind, blob = :blob, audience = :audience, stage = :stage, code = :code,
  detail = :detail, changed_us = :now_us
WHERE shard = :shard AND id = :id

-- name: add_item
INSERT INTO import_items (shard, import_id, position, kind, state, key, label, spec, media, code, detail)
VALUES (:shard, :import_id, :position, :kind, :state, :key, :label, :spec, :media, :code, :detail)
ON CONFLICT DO NOTHING

-- name: item_of  (uses primary key)
SELECT import_id, position, kind, state, key, label, spec, media, target_id, code, detail FROM import_items
WHERE shard = :shard AND import_id = :import_id AND position = :position

-- name: items_after  (uses primary key)
SELECT import_id, position, kind, state, key, label, '', media, target_id, code, detail FROM import_items
WHERE shard = :shard AND import_id = :import_id AND position > :after AND (state = 4 OR :left_only = 0)
ORDER BY position LIMIT :limit

-- name: take_item  (uses import_items_next and the primary key)
UPDATE import_items SET state = 1, target_id = 0
WHERE shard = :shard AND import_id = :import_id AND position = (
  SELECT w.position FROM import_items AS w
  WHERE w.shard = :shard AND w.import_id = :import_id AND w.kind = :kind AND w.state = 0
  ORDER BY w.position LIMIT 1)
RETURNING position

-- name: item_counts  (uses import_items_next)
SELECT kind, state, count(*) FROM import_items WHERE shard = :shard AND import_id = :import_id GROUP BY kind, state

-- name: move_item  (uses primary key)
UPDATE import_items SET state = :state, target_id = :target_id, code = :code, detail = :detail
WHERE shard = :shard AND import_id = :import_id AND position = :position

-- name: set_item_media  (uses primary key)
UPDATE import_items SET media = :media, code = :code, detail = :detail
WHERE shard = :shard AND import_id = :import_id AND position = :position

-- name: open_items_again  (uses import_items_next)
UPDATE import_items SET state = 0, media = '[]', code = '', detail = ''
WHERE shard = :shard AND import_id = :import_id AND (state = 1 OR (state = 4 AND spec <> ''))

-- name: await_media
INSERT INTO import_media (shard, media_id, import_id, position) VALUES (:shard, :media_id, :import_id, :position)

-- name: awaited_by  (uses primary key)
SELECT import_id, position FROM import_media WHERE shard = :shard AND media_id = :media_id

-- name: forget_awaited  (uses primary key)
DELETE FROM import_media WHERE shard = :shard AND media_id = :media_id

-- name: brought_as  (uses primary key)
SELECT target_id FROM brought WHERE shard = :shard AND owner_id = :owner_id AND key = :key

-- name: note_brought  (uses primary key)
INSERT INTO brought (shard, owner_id, key, target_id) VALUES (:shard, :owner_id, :key, :target_id)
ON CONFLICT (shard, owner_id, key) DO UPDATE SET target_id = excluded.target_id

-- name: leave_kind  (uses import_items_next)
UPDATE import_items SET state = 4, code = :code
WHERE shard = :shard AND import_id = :import_id AND kind = :kind AND state = 0

-- name: left_for_another_try  (uses primary key)
SELECT position FROM import_items
WHERE shard = :shard AND import_id = :import_id AND state = 4 AND spec <> '' ORDER BY position LIMIT 1
