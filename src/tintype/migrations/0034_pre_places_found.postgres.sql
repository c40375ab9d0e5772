-- The places that posts are from, in the search index: docs/decisions/0110. Derived as 0032; filled as that is.

-- words: of the name, and the cells of the globe. uses: how many posts are from there; nobody is told, it orders places.
CREATE TABLE search_places (
  shard smallint NOT NULL,
  place_id bigint NOT NULL,
  words tsvector NOT NULL,
  uses bigint NOT NULL,
  PRIMARY KEY (shard, place_id)
);
CREATE INDEX search_places_words ON search_places USING gin (words);
CREATE INDEX search_places_uses ON search_places (uses DESC, place_id);

-- An index that was filled before has no places yet: the worker fills it anew.
DELETE FROM search_marks WHERE EXISTS (SELECT 1 FROM accounts);
