-- The search index, derived from the rows of posts and accounts: docs/decisions/0105. Its words are stemmed and folded by
-- the program, so that no configuration of the server decides what is found.

-- words: texts in their order, with what stands for their stems, their tags, their author and who they are for.
CREATE TABLE search_posts (
  shard smallint NOT NULL,
  order_id bigint NOT NULL,
  author_id bigint NOT NULL,
  words tsvector NOT NULL,
  PRIMARY KEY (shard, order_id)
);
CREATE INDEX search_posts_words ON search_posts USING gin (words);
CREATE INDEX search_posts_newest ON search_posts (order_id);
CREATE INDEX search_posts_author ON search_posts (shard, author_id);

-- near: what is left of each word without one of its letters.
CREATE TABLE search_names (
  shard smallint NOT NULL,
  account_id bigint NOT NULL,
  words tsvector NOT NULL,
  near tsvector NOT NULL,
  PRIMARY KEY (shard, account_id)
);
CREATE INDEX search_names_words ON search_names USING gin (words);
CREATE INDEX search_names_near ON search_names USING gin (near);

-- How often a tag has been used; nobody is told, it puts tags in an order. The shard is the tag's own.
CREATE TABLE search_tags (
  shard smallint NOT NULL,
  tag text COLLATE "C" NOT NULL,
  uses bigint NOT NULL,
  PRIMARY KEY (shard, tag)
);
CREATE INDEX search_tags_tag ON search_tags (tag);

-- One row once everything has been put into the index. A new site has nothing to put there.
CREATE TABLE search_marks (
  shard smallint NOT NULL,
  id smallint NOT NULL,
  PRIMARY KEY (shard, id)
);
INSERT INTO search_marks (shard, id) SELECT 0, 1 WHERE NOT EXISTS (SELECT 1 FROM accounts);
