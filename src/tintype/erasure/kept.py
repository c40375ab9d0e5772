"""What names an account and is not erased with it, each with its reason: docs/decisions/0097-erasing.md."""

from collections.abc import Mapping
from typing import Final

KEPT: Final[Mapping[str, str]] = {
    "blocked_hashes.by_id": "which moderator blocked a picture, as long as it is blocked",
    "comments.mentions": "what others wrote stays theirs; the number in it leads to nobody",
    "founders.account_id": "set to 0: the row stays, or the next who comes would operate the site",
    "impressions.items": "what others were shown is known for some weeks; the number in it leads to nobody",
    "media_acts.by_id": "which moderator decided, about what is still here",
    "notices.actor_id": "what others were told goes ninety days after it happened, and names nobody until then",
    "tag_reviews.by_id": "which moderator decided about a hashtag, as long as that holds",
    "tastes.authors": "to whom others were near fades by half in 15 days; the number in it leads to nobody",
}
"""`table.column` → why."""
