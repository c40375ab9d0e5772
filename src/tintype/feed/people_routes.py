"""HTTP for people named in posts: who is in a picture, who may put them there, and what they say to it."""

from dataclasses import dataclass

from msgspec import UNSET

from tintype.feed.people_in_posts import PeopleInPosts
from tintype.feed.shapes import CardPage, PeopleOfPost, Tagging, TaggingChanges
from tintype.kernel.access import Access, Rate, Route, reading, writing
from tintype.kernel.ids import PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.problems import Invalid
from tintype.kernel.viewer import Scope, Viewer
from tintype.posts import By, NamedAs, NamingRules, Posts

_WHO = {by.word: by for by in By}


@dataclass(frozen=True, slots=True)
class PeopleRoutes:
    """Handlers of tags and partners."""

    posts: Posts
    people: PeopleInPosts

    def routes(self) -> list[Route]:
        post, mine = "/v1/posts/{post_id}", (Access.MEMBER, Scope.READ, Rate.READ)
        return [
            reading(f"{post}/people", self.of_post, "Who is tagged in the pictures of a post", tag="posts"),
            reading("/v1/users/{user_id}/tagged", self.tagged, "Posts that show somebody", tag="posts"),
            Route(
                "GET", "/v1/me/tags", self.asking, *mine, summary="Posts that wait for one's yes", tag="posts"
            ),
            Route("GET", "/v1/me/tagging", self.rules, *mine, summary="Who may tag oneself", tag="posts"),
            writing(
                "PATCH", "/v1/me/tagging", self.set_rules, "Say who may tag oneself", tag="posts", status=200
            ),
            writing("PUT", f"{post}/tag", self.show_tag, "Let one's tag in a post be shown", tag="posts"),
            writing("DELETE", f"{post}/tag", self.refuse_tag, "Take one's tag out of a post", tag="posts"),
            writing("PUT", f"{post}/partner", self.agree, "Agree to be the partner of a post", tag="posts"),
            writing("DELETE", f"{post}/partner", self.disagree, "Be no partner of a post", tag="posts"),
        ]

    async def of_post(self, viewer: Viewer, post_id: str) -> PeopleOfPost:
        return await self.people.of_post(viewer, PostId(parse_id(post_id)))

    async def tagged(
        self, viewer: Viewer, user_id: str, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> CardPage:
        account_id = await self.people.timelines.account_of(user_id)
        return await self.people.tagged(viewer, account_id, limit=limit_of(limit), cursor=cursor)

    async def asking(self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None) -> CardPage:
        return await self.people.asking(viewer, limit=limit_of(limit), cursor=cursor)

    async def rules(self, viewer: Viewer) -> Tagging:
        return _tagging(await self.posts.naming_rules(viewer))

    async def set_rules(self, viewer: Viewer, data: TaggingChanges) -> Tagging:
        rules = await self.posts.naming_rules(viewer)
        who = rules.who.word if data.who is UNSET else data.who
        if who not in _WHO:
            raise Invalid(f"who is {' or '.join(_WHO)}.", fields={"who": ["unknown"]})
        changed = NamingRules(_WHO[who], rules.by_hand if data.by_hand is UNSET else data.by_hand)
        await self.posts.set_naming_rules(viewer, changed)
        return _tagging(changed)

    async def show_tag(self, viewer: Viewer, post_id: str) -> None:
        await self._answer(viewer, post_id, NamedAs.SEEN, is_shown=True)

    async def refuse_tag(self, viewer: Viewer, post_id: str) -> None:
        await self._answer(viewer, post_id, NamedAs.SEEN, is_shown=False)

    async def agree(self, viewer: Viewer, post_id: str) -> None:
        await self._answer(viewer, post_id, NamedAs.PARTNER, is_shown=True)

    async def disagree(self, viewer: Viewer, post_id: str) -> None:
        await self._answer(viewer, post_id, NamedAs.PARTNER, is_shown=False)

    async def _answer(self, viewer: Viewer, post_id: str, role: NamedAs, *, is_shown: bool) -> None:
        await self.posts.answer(viewer, PostId(parse_id(post_id)), role, is_shown=is_shown)


def _tagging(rules: NamingRules) -> Tagging:
    return Tagging(rules.who.word, rules.by_hand)
