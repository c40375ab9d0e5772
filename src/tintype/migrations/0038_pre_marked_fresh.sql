-- Of what has been published since the last making, what is marked sensitive: for who has chosen to find that.
ALTER TABLE explore_fresh ADD COLUMN is_marked smallint NOT NULL DEFAULT 0;
