-- Who is famous is asked by every process that reads feeds: docs/decisions/0099.

-- classes.famous has a third value. 0: posts are pushed to followers. 1: followers pull them. 2: they are pushed again, and
-- pulled until every follower has those that were not pushed.
CREATE INDEX classes_pulled ON classes (shard, account_id, famous) WHERE famous > 0;
