"""The access matrix: what each route answers to each viewer of a private account.

The columns: anonymous, stranger, blocked, follower, moderator, owner. A route without a row fails the test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Statuses = tuple[int, int, int, int, int, int]


@dataclass(frozen=True)
class Row:
    """Expected statuses; `path` where the scene's ids do not fit the route's names; `is_upload` sends a photo."""

    expected: Statuses
    body: Any = None
    path: str = ""
    is_upload: bool = False


def everybody(status: int) -> Statuses:
    return status, status, status, status, status, status


def members(status: int) -> Statuses:
    return (401, status, status, status, status, status)


def moderators(status: int) -> Statuses:
    return (401, 404, 404, 404, status, 404)


#: Shown to those who may see what the owner shares.
CONTENT: Statuses = (404, 404, 404, 200, 404, 200)
#: Done by those who may see what the owner shares.
TOUCHED: Statuses = (401, 404, 404, 204, 404, 204)
#: Done by the owner alone.
OWNED: Statuses = (401, 404, 404, 404, 404, 204)
#: A private account's profile can be found by all but those it has blocked.
PROFILE: Statuses = (200, 200, 404, 200, 200, 200)

#: A browser's point on the curve (its generator, which is as good as any) and secret.
SUBSCRIPTION = {
    "endpoint": "https://push.example/one",
    "keys": {
        "p256dh": "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
        "auth": "AAAAAAAAAAAAAAAAAAAAAA",
    },
}

#: No passkey of anybody's.
PASSKEY = dict.fromkeys(("id", "client_data", "authenticator_data", "signature", "user_handle"), "")

ROWS: dict[str, Row] = {
    # Who is here.
    "POST /v1/accounts": Row(everybody(422), {"username": "", "email": "", "password": ""}),
    "POST /v1/session": Row(everybody(401), {"login": "nobody", "password": "not the password"}),
    "GET /v1/session": Row(everybody(200)),
    "DELETE /v1/session": Row(members(204)),
    "GET /v1/sessions": Row(members(200)),
    "DELETE /v1/sessions": Row(members(204)),
    "DELETE /v1/sessions/{session_id}": Row(OWNED),
    "GET /v1/tokens": Row(members(200)),
    "POST /v1/tokens": Row(members(201), {"name": "a", "scopes": ["read"]}),
    "DELETE /v1/tokens/{token_id}": Row(OWNED),
    "PUT /v1/session/proof": Row(members(422), {"password": "x"}),
    "POST /v1/session/passkey": Row(everybody(401), PASSKEY),
    "POST /v1/passkeys/challenge": Row(everybody(200)),
    "GET /v1/passkeys": Row(members(200)),
    "POST /v1/passkeys/offer": Row(members(200)),
    "POST /v1/passkeys": Row(members(422), {"name": "a", "id": "", "client_data": "", "attestation": ""}),
    "PATCH /v1/passkeys/{passkey_id}": Row(members(404), {"name": "a"}, path="/v1/passkeys/1"),
    "DELETE /v1/passkeys/{passkey_id}": Row(members(404), path="/v1/passkeys/1"),
    "DELETE /v1/me/password": Row(members(409)),
    "GET /v1/totp": Row(members(200)),
    "POST /v1/totp": Row(members(201)),
    "PUT /v1/totp": Row(members(404), {"code": "123456"}),
    "DELETE /v1/totp": Row(members(204)),
    "POST /v1/totp/recovery-codes": Row(members(404)),
    "POST /v1/me/rest": Row(members(204)),
    "DELETE /v1/me": Row(members(200)),
    "PUT /v1/me/password": Row(members(422), {"password": "x", "new_password": "y"}),
    # Coming, and coming back.
    "GET /v1/site": Row(everybody(200)),
    "POST /v1/me/email-confirmations": Row(members(409)),
    "PUT /v1/me/email": Row(members(422), {"email": "x", "password": "y"}),
    "PUT /v1/email-confirmations": Row(everybody(404), {"token": "none"}),
    "POST /v1/password-resets": Row(everybody(409), {"login": "nobody"}),
    "PUT /v1/password-resets": Row(everybody(404), {"token": "none", "new_password": "roses by the door"}),
    "GET /v1/invites": Row(members(200)),
    "POST /v1/invites": Row(members(201), {}),
    "DELETE /v1/invites/{invite_id}": Row(OWNED),
    "GET /v1/me": Row(members(200)),
    "PATCH /v1/me": Row(members(200), {"bio": "Hello."}),
    "GET /v1/me/storage": Row(members(200)),
    # What one takes along, and what one brings: the archive that the owner has brought is none.
    "POST /v1/me/exports": Row(members(202)),
    "GET /v1/me/exports": Row(members(200)),
    "GET /v1/me/exports/{export_id}": Row((401, 404, 404, 404, 404, 200)),
    "GET /v1/me/exports/{export_id}/archive": Row((401, 404, 404, 404, 404, 200)),
    "DELETE /v1/me/exports/{export_id}": Row(OWNED),
    "POST /v1/me/imports": Row(members(404), {"upload_id": "{upload_id}"}),
    "GET /v1/me/imports": Row(members(200)),
    "GET /v1/me/imports/{import_id}": Row((401, 404, 404, 404, 404, 200)),
    "GET /v1/me/imports/{import_id}/report": Row((401, 404, 404, 404, 404, 200)),
    "PATCH /v1/me/imports/{import_id}": Row((401, 404, 404, 404, 404, 409), {"state": "running"}),
    "DELETE /v1/me/imports/{import_id}": Row(OWNED),
    "PUT /v1/me/avatar": Row((401, 422, 422, 422, 422, 200), {"media_id": "{media_id}"}),
    "DELETE /v1/me/avatar": Row(members(204)),
    # People.
    "GET /v1/users/{user_id}": Row(PROFILE),
    "GET /v1/users/{user_id}/followers": Row(CONTENT),
    "GET /v1/users/{user_id}/following": Row(CONTENT),
    "GET /v1/users/{user_id}/mutuals": Row((401, 404, 404, 200, 404, 200)),
    "GET /v1/follow-requests": Row(members(200)),
    "GET /v1/blocks": Row(members(200)),
    "GET /v1/mutes": Row(members(200)),
    "GET /v1/restricted": Row(members(200)),
    "GET /v1/close-friends": Row(members(200)),
    "GET /v1/suggestions": Row(members(200)),
    "DELETE /v1/suggestions/{user_id}": Row((401, 204, 404, 204, 204, 204)),
    "GET /v1/users/{user_id}/comments": Row(
        (200, 200, 404, 200, 200, 200), path="/v1/users/{user_id}/comments?on={user_id}"
    ),
    "PUT /v1/users/{user_id}/follow": Row((401, 200, 404, 200, 200, 409)),
    "DELETE /v1/users/{user_id}/follow": Row(members(204)),
    "DELETE /v1/me/followers/{user_id}": Row(members(204)),
    "PUT /v1/follow-requests/{user_id}": Row(OWNED, path="/v1/follow-requests/{asking_id}"),
    "DELETE /v1/follow-requests/{user_id}": Row(OWNED, path="/v1/follow-requests/{asking_id}"),
    "PUT /v1/users/{user_id}/block": Row((401, 204, 404, 204, 204, 409)),
    "DELETE /v1/users/{user_id}/block": Row(members(204)),
    "PUT /v1/users/{user_id}/mute": Row((401, 204, 404, 204, 204, 409)),
    "DELETE /v1/users/{user_id}/mute": Row(members(204)),
    "PUT /v1/users/{user_id}/restrict": Row((401, 204, 404, 204, 204, 409)),
    "DELETE /v1/users/{user_id}/restrict": Row(members(204)),
    "PUT /v1/users/{user_id}/close-friend": Row((401, 204, 404, 204, 204, 409)),
    "DELETE /v1/users/{user_id}/close-friend": Row(members(204)),
    # Photos.
    "POST /v1/uploads": Row(members(201), {"bytes": 1000, "type": "image/jpeg", "sha256": "0" * 64}),
    "GET /v1/uploads/{upload_id}": Row((401, 404, 404, 404, 404, 200)),
    "POST /v1/uploads/{upload_id}/complete": Row((401, 404, 404, 404, 404, 409)),
    "DELETE /v1/uploads/{upload_id}": Row(OWNED),
    "POST /v1/media": Row(members(201), is_upload=True),
    "GET /v1/media/{media_id}": Row(CONTENT),
    "PATCH /v1/media/{media_id}": Row((401, 404, 404, 404, 404, 200), {"shows_camera": True}),
    "PUT /v1/media/{media_id}/captions/{language}": Row(
        (401, 422, 422, 422, 422, 422), path="/v1/media/{media_id}/captions/en"
    ),
    "DELETE /v1/media/{media_id}/captions/{language}": Row(
        (401, 404, 404, 404, 404, 409), path="/v1/media/{media_id}/captions/en"
    ),
    "POST /v1/media/{media_id}/retry": Row((401, 404, 404, 404, 404, 409)),
    "PUT /blobs/quarantine/{name}": Row(everybody(403), path="/blobs/quarantine/none"),
    "GET /m/{key}/{file}": Row((404, 404, 404, 404, 404, 200), path="/m/{key}/small.avif"),
    # Posts.
    "GET /v1/posts/{post_id}": Row(CONTENT),
    "GET /v1/posts/{post_id}/similar": Row(CONTENT),
    "GET /v1/posts/{post_id}/history": Row((404, 404, 404, 404, 404, 200)),
    "POST /v1/posts": Row((401, 422, 422, 422, 422, 201), {"media": ["{media_id}"]}),
    "PATCH /v1/posts/{post_id}": Row((401, 404, 404, 404, 404, 200), {"caption": "Changed."}),
    "DELETE /v1/posts/{post_id}": Row(OWNED),
    "DELETE /v1/posts/{post_id}/removal": Row((401, 404, 404, 404, 404, 404)),  # It was not deleted.
    "PUT /v1/posts/{post_id}/archive": Row(OWNED),
    "DELETE /v1/posts/{post_id}/archive": Row(OWNED),
    "PUT /v1/posts/{post_id}/pin": Row(OWNED),
    "DELETE /v1/posts/{post_id}/pin": Row(OWNED),
    "GET /v1/me/posts": Row(members(200), path="/v1/me/posts?shelf=draft"),
    "GET /v1/posts/{post_id}/people": Row(CONTENT),
    "GET /v1/users/{user_id}/tagged": Row(PROFILE),
    "GET /v1/me/tags": Row(members(200)),
    "GET /v1/me/tagging": Row(members(200)),
    "PATCH /v1/me/tagging": Row(members(200), {"by_hand": True}),
    # Nobody here is named in it.
    "PUT /v1/posts/{post_id}/tag": Row(members(404)),
    "DELETE /v1/posts/{post_id}/tag": Row(members(404)),
    "PUT /v1/posts/{post_id}/partner": Row(members(404)),
    "DELETE /v1/posts/{post_id}/partner": Row(members(404)),
    "DELETE /v1/me/posts/{post_id}": Row((401, 404, 404, 404, 404, 404)),  # It was not deleted.
    "GET /v1/timelines/home": Row(members(200)),
    "GET /v1/trends/tags": Row(everybody(200)),
    "GET /v1/moderation/tags": Row(moderators(200)),
    "PUT /v1/moderation/tags/{tag}": Row(
        moderators(204), {"state": "held"}, path="/v1/moderation/tags/harbour"
    ),
    "DELETE /v1/moderation/tags/{tag}": Row(moderators(204), path="/v1/moderation/tags/harbour"),
    "GET /v1/me/followed-tags": Row(members(200)),
    "PUT /v1/tags/{tag}/follow": Row(members(204), path="/v1/tags/harbour/follow"),
    "DELETE /v1/tags/{tag}/follow": Row(members(204), path="/v1/tags/harbour/follow"),
    "GET /v1/me/discovery": Row(members(200)),
    "PUT /v1/me/discovery": Row(members(200), {"sensitive": True}),
    "GET /v1/me/home": Row(members(200)),
    "PUT /v1/me/home": Row(members(200), {"order": "latest"}),
    "GET /v1/users/{user_id}/posts": Row(PROFILE),
    # What can be found: tests/access/test_surfaces.py says by whom.
    "GET /v1/search": Row(everybody(200), path="/v1/search?keyword=harbour"),
    "GET /v1/explore": Row(everybody(200)),
    "GET /v1/search/suggest": Row(everybody(200), path="/v1/search/suggest?prefix=har"),
    "GET /v1/places": Row(everybody(200), path="/v1/places?box=54,10,55,11"),
    "GET /v1/places/suggest": Row(everybody(200), path="/v1/places/suggest?prefix=har"),
    "GET /v1/timelines/places/{place_id}": Row(everybody(200), path="/v1/timelines/places/42"),
    "GET /v1/timelines/tags/{tag}": Row(everybody(200), path="/v1/timelines/tags/harbour"),
    "GET /v1/me/saved": Row(members(200)),
    # What people do with posts.
    "PUT /v1/posts/{post_id}/like": Row(TOUCHED),
    "DELETE /v1/posts/{post_id}/like": Row(members(204)),
    "GET /v1/posts/{post_id}/likes": Row(CONTENT),
    "PUT /v1/posts/{post_id}/save": Row(TOUCHED),
    "DELETE /v1/posts/{post_id}/save": Row(members(204)),
    "GET /v1/posts/{post_id}/comments": Row(CONTENT),
    "POST /v1/posts/{post_id}/comments": Row((401, 404, 404, 201, 404, 201), {"text": "Me too."}),
    "DELETE /v1/comments/{comment_id}": Row((401, 404, 404, 204, 404, 404)),
    "PUT /v1/comments/{comment_id}/like": Row(TOUCHED),
    "DELETE /v1/comments/{comment_id}/like": Row(members(204)),
    "GET /v1/comments/{comment_id}/likes": Row(CONTENT),
    "PATCH /v1/comments/{comment_id}": Row((401, 404, 404, 200, 404, 404), {"text": "Lovely!"}),
    "PUT /v1/comments/{comment_id}/approval": Row(OWNED),
    "DELETE /v1/comments/{comment_id}/approval": Row(OWNED),
    "PUT /v1/comments/{comment_id}/pin": Row(OWNED),
    "DELETE /v1/comments/{comment_id}/pin": Row(OWNED),
    "POST /v1/posts/{post_id}/share": Row(TOUCHED, {"way": "link"}),
    "GET /v1/posts/{post_id}/conversation": Row((401, 404, 404, 404, 404, 200)),
    "PATCH /v1/posts/{post_id}/conversation": Row((401, 404, 404, 404, 404, 200), {"approves": True}),
    "GET /v1/me/engagement": Row(members(200)),
    "PATCH /v1/me/engagement": Row(members(200), {"words": ["spam"]}),
    "GET /v1/me/held-comments": Row(members(200)),
    # Collections: to others they do not exist.
    "GET /v1/collections": Row(members(200)),
    "POST /v1/collections": Row(members(201), {"name": "Boats"}),
    "GET /v1/collections/{collection_id}": Row((401, 404, 404, 404, 404, 200)),
    "PATCH /v1/collections/{collection_id}": Row((401, 404, 404, 404, 404, 200), {"name": "Ships"}),
    "DELETE /v1/collections/{collection_id}": Row(OWNED),
    "GET /v1/collections/{collection_id}/posts": Row((401, 404, 404, 404, 404, 200)),
    "PUT /v1/collections/{collection_id}/posts/{post_id}": Row(OWNED),
    "DELETE /v1/collections/{collection_id}/posts/{post_id}": Row(OWNED),
    "PATCH /v1/collections/{collection_id}/posts/{post_id}": Row(OWNED, {"after": None}),
    "GET /v1/collections/{collection_id}/members": Row((401, 404, 404, 404, 404, 200)),
    "PUT /v1/collections/{collection_id}/members/{user_id}": Row(
        OWNED, path="/v1/collections/{collection_id}/members/{follower_id}"
    ),
    "DELETE /v1/collections/{collection_id}/members/{user_id}": Row(OWNED),
    # What people are told of.
    "GET /v1/notifications": Row(members(200)),
    "GET /v1/notifications/unread": Row(members(200)),
    "PUT /v1/notifications/read": Row(members(204), {"until": "2026-01-01T00:00:00Z"}),
    "GET /v1/notifications/settings": Row(members(200)),
    "PATCH /v1/notifications/settings": Row(members(200), {"digest": "off"}),
    "POST /v1/push-subscriptions": Row(members(201), SUBSCRIPTION),
    "DELETE /v1/push-subscriptions/{subscription_id}": Row(OWNED),
    "GET /v1/posts/{post_id}/mute": Row((401, 404, 404, 200, 404, 200)),
    "PUT /v1/posts/{post_id}/mute": Row(TOUCHED),
    "DELETE /v1/posts/{post_id}/mute": Row(members(204)),
    "GET /v1/me/activity": Row(members(200)),
    # What one lets one's feed know.
    "POST /v1/impressions": Row(members(204), {"items": [{"post_id": "{post_id}", "kind": "seen"}]}),
    "PUT /v1/posts/{post_id}/hide": Row(TOUCHED),
    "PUT /v1/explore/{post_id}/not-interested": Row(TOUCHED),
    "DELETE /v1/explore/{post_id}/not-interested": Row(members(204)),
    "DELETE /v1/posts/{post_id}/hide": Row(members(204)),
    "PUT /v1/users/{user_id}/preference": Row((401, 204, 404, 204, 204, 409), {"show": "less"}),
    "DELETE /v1/users/{user_id}/preference": Row(members(204)),
    "DELETE /v1/me/hidden-posts": Row(members(204)),
    "GET /v1/me/signals": Row(members(200)),
    "PATCH /v1/me/signals": Row(members(200), {"personal": True}),
    "GET /v1/unsubscribe/{ticket}": Row(everybody(404), path="/v1/unsubscribe/none"),
    "POST /v1/unsubscribe/{ticket}": Row(everybody(404), path="/v1/unsubscribe/none"),
    # Moderation. To others it does not exist.
    "GET /v1/moderation/hashes": Row(moderators(200)),
    "POST /v1/moderation/hashes": Row(moderators(201), {"sha256": "0" * 64}),
    "DELETE /v1/moderation/hashes/{digits}": Row(moderators(404), path="/v1/moderation/hashes/none"),
    "GET /v1/moderation/media": Row(moderators(200)),
    "PUT /v1/moderation/media/{media_id}/clearance": Row(moderators(409), {"sensitive": True}),
    "DELETE /v1/moderation/media/{media_id}/clearance": Row(moderators(204)),
    "GET /v1/moderation/audit": Row(moderators(200)),
    "GET /v1/moderation/arrivals": Row(moderators(200)),
    "PUT /v1/moderation/arrivals/{user_id}": Row(moderators(404)),
    "DELETE /v1/moderation/arrivals/{user_id}": Row(moderators(404)),
    # The site.
    "GET /healthz": Row(everybody(200)),
    "GET /readyz": Row(everybody(200)),
    "GET /metrics": Row(everybody(404)),  # For the machine itself and operators.
    "GET /v1/openapi.json": Row(everybody(200)),
    "GET /docs": Row(everybody(200)),
}

#: With photos in a bucket it is the bucket that takes them, not the site.
BUCKETS = {"PUT /blobs/quarantine/{name}"}

#: Routes that a request and an answer do not describe, with the test that covers them.
ELSEWHERE = {
    "GET /v1/live": "test_sockets.py",
}
