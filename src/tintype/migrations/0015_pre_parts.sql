-- Uploads in parts. type: what the bytes were announced as. part_bytes: the length of every part but the last, 0 for an
-- upload in one piece; digests: the SHA-256 of each part, one after another; parted: what the blob store calls it. From
-- here on state has a third value: 2 given up, kept until its tickets have run out.
ALTER TABLE uploads ADD COLUMN type text NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN part_bytes bigint NOT NULL DEFAULT 0;
ALTER TABLE uploads ADD COLUMN
  digests blob;
ALTER TABLE uploads ADD COLUMN parted text NOT NULL DEFAULT '';
-- What one account has announced and not sent yet.
CREATE INDEX uploads_open ON uploads (shard, owner_id, bytes) WHERE is_ticket = 1 AND state = 0;
