-- Posts are found by what they show, a photo or a video: docs/decisions/0105. An index that was filled before has nothing
-- of it: the worker fills it anew.
DELETE FROM search_marks WHERE EXISTS (SELECT 1 FROM accounts);
