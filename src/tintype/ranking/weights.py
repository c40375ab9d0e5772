"""Every number that ranking is made of, with its source. What changes here changes the order of all home feeds.

Sources: X's ranking of August 2026 (xai-org/x-algorithm, production defaults), Twitter's of 2023
(twitter/the-algorithm), Instagram's published descriptions. "Ours" marks what none of them names.
"""

from enum import IntEnum

from tintype.kernel.clock import DAY_US, HOUR_US


class Act(IntEnum):
    """What a viewer may do with a post that is shown, as columns of probabilities."""

    LIKE = 0
    COMMENT = 1
    SHARE = 2
    SAVE = 3
    FOLLOW = 4
    OPEN = 5
    HIDE = 6
    DWELL = 7
    """Not a probability: seconds of looking at it that are expected."""


#: What an action is worth, by `Act`. A weight multiplies a probability, so a rare action weighs more: "not interested"
#: is a thousand times rarer than a like. Save is ours: X has none, and Instagram names it among the first five.
VALUES = (0.5, 5.0, 2.0, 3.0, 4.0, 0.4, -43.0, 0.004)
#: A comment where viewer and author follow each other (X: 5 + 15).
COMMENT_MUTUAL = 15.0

#: How often each happens after a post was seen, until a site knows its own rates; seconds for `DWELL`. Ours.
SITE_RATES = (0.05, 0.004, 0.004, 0.006, 0.001, 0.08, 0.0005, 2.5)
#: How many impressions these count for beside the site's own.
SITE_PRIOR = 10_000.0
#: How many impressions at the site's rate an author begins with, and at the author's rate a post.
AUTHOR_PRIOR = 200.0
POST_PRIOR = 50.0
#: No action is more likely than this, however fond the viewer is of the author.
RATE_MAX = 0.9

#: Affinity of 5 points of action (ten likes a fortnight ago) is 63 % of what it can be.
AFFINITY_SCALE = 5.0
#: What affinity and following each other add to the logarithm of a rate.
AFFINITY_LIFT = 0.8
MUTUAL_LIFT = 0.3

#: A post is worth half as much after the viewer's usual time between visits (a day if unknown), within these bounds.
HALF_LIFE_US = 24 * HOUR_US
HALF_LIFE_US_MIN = 6 * HOUR_US
HALF_LIFE_US_MAX = 48 * HOUR_US
#: Close friends' posts never sink below this, so that everything of theirs is reached.
CLOSE_FLOOR = 0.05

#: Impressions at the viewer's usual rate with which their taste for photos, series and videos begins; and its bounds.
KIND_PRIOR = 20.0
KIND_MIN, KIND_MAX = 0.5, 2.0

#: "Show less" hides an author for 14 days and lets them return in four steps of 35 (Twitter 2023). "More" is ours.
LESS_HIDES_US = 14 * DAY_US
LESS_STEP_US = 35 * DAY_US
LESS_STEPS = (0.2, 0.4, 0.6, 0.8)
MORE = 1.5

#: What comes for a followed hashtag, by somebody who is not followed (ranking.md: src 1 followed, 0.5 topic).
TOPIC = 0.5

#: An author's second post is worth 0.625 of what it would be as the first, the third 0.44, never less than a quarter.
AUTHOR_DECAY, AUTHOR_FLOOR = 0.5, 0.25
#: Among any 20 posts in a row, if it can be helped.
WINDOW = 20
AUTHOR_IN_WINDOW = 2
TAG_IN_WINDOW = 3

#: One post of a new author is lifted here (counted from 0) if its author and itself are as little known as this.
NEWCOMER_RANK = 13
NEWCOMER_FOLLOWERS = 1_000
NEWCOMER_IMPRESSIONS = 1_000.0
#: It must be among the better part of what there is (X: 85 %).
NEWCOMER_PART = 0.85

#: Of whom there is more unseen than this, and than this part of all that is unseen, is shown twice, and the rest folded
#: up behind the second, if there is something by others too. Ours.
FOLD_ABOVE = 4
FOLD_PART = 0.1
FOLD_SHOWN = 2
FOLD_MOST = 10  # What is more comes by itself, at the end.
FOLD_OTHERS_MIN = 8

#: One's own posts stand first for so long.
OWN_FIRST_US = HOUR_US
