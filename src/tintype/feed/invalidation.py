"""Which facts make which cached thing old."""

from tintype.accounts import (
    AccountErased,
    AccountHidden,
    AccountShown,
    AudienceNarrowed,
    AudienceWidened,
    ProfileChanged,
)
from tintype.engagement import (
    CommentAdded,
    CommentDeleted,
    CommentEdited,
    CommentHeld,
    CommentLiked,
    CommentPinned,
    CommentUnliked,
    CommentUnpinned,
    ConversationChanged,
    EngagementChosen,
    Liked,
    Saved,
    Shared,
    Unliked,
    Unsaved,
)
from tintype.feed.card_cache import CardCache
from tintype.feed.choices import Choices
from tintype.feed.events import FarChosen, HomeOrderChosen
from tintype.feed.page_cache import PageCache
from tintype.feed.people_cache import PeopleCache
from tintype.feed.pulled import Pulled
from tintype.feed.readers import Readers
from tintype.flow import LogTail
from tintype.graph import (
    Blocked,
    CloseFriendAdded,
    CloseFriendRemoved,
    FameChanged,
    Followed,
    Muted,
    Restricted,
    Unblocked,
    Unfollowed,
    Unmuted,
    Unrestricted,
)
from tintype.kernel.events import Event, Recorded
from tintype.kernel.ids import AccountId
from tintype.media import MediaChanged, MediaJudged, MediaRekeyed
from tintype.posts import (
    PostDeleted,
    PostEdited,
    PostPublished,
    PostWithdrawn,
    TagAnswered,
    TagFollowed,
    TagUnfollowed,
)
from tintype.signals import ImpressionsNoted, PostHidden, PostUnhidden, PreferenceChanged, SignalsChosen

WHAT_CHANGES = (
    AccountErased,
    AccountHidden,
    AccountShown,
    AudienceNarrowed,
    AudienceWidened,
    Blocked,
    CloseFriendAdded,
    CloseFriendRemoved,
    CommentAdded,
    CommentDeleted,
    CommentEdited,
    CommentHeld,
    CommentLiked,
    CommentPinned,
    CommentUnliked,
    CommentUnpinned,
    ConversationChanged,
    EngagementChosen,
    FameChanged,
    FarChosen,
    Followed,
    HomeOrderChosen,
    ImpressionsNoted,
    Liked,
    MediaChanged,
    MediaJudged,
    MediaRekeyed,
    Muted,
    PostDeleted,
    PostEdited,
    PostHidden,
    PostPublished,
    PostUnhidden,
    PostWithdrawn,
    PreferenceChanged,
    ProfileChanged,
    Restricted,
    Saved,
    Shared,
    SignalsChosen,
    TagAnswered,
    TagFollowed,
    TagUnfollowed,
    Unblocked,
    Unfollowed,
    Unliked,
    Unmuted,
    Unrestricted,
    Unsaved,
)


class Invalidation:
    """Applies the log's tail to this process's cards and pages."""

    def __init__(  # noqa: PLR0917 — all that a process keeps of feeds
        self,
        cards: CardCache,
        people: PeopleCache,
        pages: PageCache,
        pulled: Pulled,
        readers: Readers,
        choices: Choices,
    ) -> None:
        self._cards = cards
        self._people = people
        self._pages = pages
        self._pulled = pulled
        self._readers = readers
        self._choices = choices

    def listen(self, tail: LogTail) -> None:
        """Hear of everything that changes what a feed shows."""
        tail.subscribe([event.kind for event in WHAT_CHANGES], self.apply, self.reset)

    def reset(self) -> None:
        self._cards.clear()
        self._people.clear()
        self._pages.clear()
        self._pulled.clear()
        self._pulled.tagged.clear()
        self._readers.clear()
        self._choices.clear()

    def apply(self, recorded: Recorded) -> None:
        """Idempotent, and quick: this runs before reads are answered."""
        if recorded.event is not None:
            self._of_posts(recorded.event)
            self._of_readers(recorded.event)
            self._of_people(recorded.event)

    def _forget(self, viewer_id: AccountId) -> None:
        self._pages.drop(viewer_id)
        self._readers.drop(viewer_id)

    def _has_acted(self, viewer_id: AccountId) -> None:
        """What a viewer has of posts is different, and their taste."""
        self._pages.drop(viewer_id)
        self._readers.acted(viewer_id)

    def _of_posts(self, event: Event) -> None:
        """What is shown of a post is different."""
        match event:
            case Liked(liker_id=viewer_id, post_id=post_id) | Unliked(liker_id=viewer_id, post_id=post_id):
                self._cards.age_post(post_id, is_numbers_only=True)
                self._has_acted(viewer_id)
            case Shared(post_id=post_id):
                self._cards.age_post(post_id, is_numbers_only=True)
            case (
                CommentAdded(post_id=post_id)
                | CommentLiked(post_id=post_id)
                | CommentUnliked(post_id=post_id)
            ):
                self._cards.age_post(post_id)
            case (
                CommentDeleted(post_id=post_id)
                | CommentEdited(post_id=post_id)
                | CommentHeld(post_id=post_id)
                | CommentPinned(post_id=post_id)
                | CommentUnpinned(post_id=post_id)
                | ConversationChanged(post_id=post_id)
                | PostEdited(post_id=post_id)
                | PostWithdrawn(post_id=post_id)
                | PostDeleted(post_id=post_id)
                | TagAnswered(post_id=post_id)
            ):
                self._cards.drop_post(post_id)
                if isinstance(event, PostEdited):
                    self._pages.let_in(event.order_id)
            case PostPublished(author_id=author_id, order_id=order_id, is_return=is_return):
                self._pulled.posted(author_id)
                if is_return:
                    self._pages.let_in(order_id)
            case _:
                pass

    def _of_readers(self, event: Event) -> None:
        """What is shown to one reader is different."""
        match event:
            case Saved(saver_id=viewer_id) | Unsaved(saver_id=viewer_id):
                self._has_acted(viewer_id)
            case (
                Followed(follower_id=viewer_id, followed_id=other_id)
                | Unfollowed(follower_id=viewer_id, followed_id=other_id)
            ):
                self._forget(viewer_id)
                # Who follows back has a say in the order of theirs.
                self._readers.drop(other_id)
            case ImpressionsNoted(viewer_id=viewer_id):
                # What was seen stands behind the rest; what the viewer has of it is as it was.
                self._readers.acted(viewer_id)
            case HomeOrderChosen(account_id=viewer_id):
                self._choices.drop(viewer_id)
            case TagFollowed(account_id=viewer_id) | TagUnfollowed(account_id=viewer_id):
                self._pulled.tagged.drop(viewer_id)
                self._forget(viewer_id)
            case FarChosen(reader_id=viewer_id):
                self._pulled.chosen()
                self._forget(viewer_id)
            case Blocked(by_id=one_id, of_id=other_id):
                self._cards.drop_between(one_id, other_id)
                self._forget(one_id)
                self._forget(other_id)
            case Unblocked(by_id=one_id, of_id=other_id):
                self._forget(one_id)
                self._forget(other_id)
            case (
                Muted(by_id=viewer_id)
                | Unmuted(by_id=viewer_id)
                | CloseFriendAdded(of_id=viewer_id)
                | CloseFriendRemoved(of_id=viewer_id)
                | PostHidden(viewer_id=viewer_id)
                | PostUnhidden(viewer_id=viewer_id)
                | PreferenceChanged(viewer_id=viewer_id)
                | SignalsChosen(account_id=viewer_id)
            ):
                self._forget(viewer_id)
            case _:
                pass

    def _of_people(self, event: Event) -> None:
        """What is shown of one person is different."""
        match event:
            case FameChanged(is_famous=is_famous):
                self._pulled.clear()
                if is_famous:
                    # Pages of their followers do not know yet that they are to look for what is not pushed.
                    self._pages.clear()
            case EngagementChosen(account_id=id):
                self._cards.drop_person(id)
                self._forget(id)
            case AccountShown(account_id=id):
                # Cards were baked without what they said; which ones, nobody noted. Signing in is limited: so is this.
                self._cards.clear()
                self._people.drop(id)
                self._forget(id)
                # Pages of others that left out what it shared.
                self._pages.let_in(id)
            case Restricted(by_id=id) | Unrestricted(by_id=id):
                # What is said under their posts is shown to others than before; rare enough to bake all of them anew.
                self._cards.drop_person(id)
            case (
                ProfileChanged(account_id=id)
                | AccountErased(account_id=id)
                | AccountHidden(account_id=id)
                | AudienceNarrowed(account_id=id)
                | AudienceWidened(account_id=id)
                | MediaChanged(owner_id=id)
                | MediaJudged(owner_id=id)
                | MediaRekeyed(owner_id=id)
            ):
                self._cards.drop_person(id)
                self._people.drop(id)
                self._pages.let_in(id)
            case _:
                pass
