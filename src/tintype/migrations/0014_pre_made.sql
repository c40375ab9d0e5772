-- made: JSON of what was made of a medium beyond the ladder of sizes, as `tintype.media.made.Made`. wishes: JSON of how
-- its owner wants it made and shown, as `tintype.media.made.Wishes`. verdict: what the site's policy says of it: 0 fine,
-- 1 held until a person has looked, 2 let through by a person, 3 blocked.
ALTER TABLE media ADD COLUMN made text;
ALTER TABLE media ADD COLUMN wishes text;
ALTER TABLE media ADD COLUMN verdict smallint NOT NULL DEFAULT 0;
