-- Whether a person's home feed ends where what they have seen begins: docs/decisions/0100.
ALTER TABLE feed_choices ADD COLUMN hides_seen smallint NOT NULL DEFAULT 0;
