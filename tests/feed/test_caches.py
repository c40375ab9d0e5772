"""What the caches of cards and pages may keep, and what they must forget."""

from tintype.feed.card_cache import BYTES_MAX, BakedCard, CardCache
from tintype.feed.page_cache import PAGES_OF_ONE_MAX, Dressed, KnownPage, PageCache
from tintype.feed.people_cache import AGE_S_MAX, PeopleCache
from tintype.kernel.ids import AccountId, OrderId, PostId

ANA, BEN = AccountId(1), AccountId(2)


def card(number: int, *people: AccountId, head: bytes = b"{}", baked_s: float = 0.0) -> BakedCard:
    everybody = frozenset((ANA, *people))
    until_s = baked_s + 3600
    ids = OrderId(number), PostId(100 + number), ANA
    return BakedCard(head, *ids, everybody, baked_s, until_s, good_until_s=until_s)


def page(version: int = 1) -> KnownPage:
    return KnownPage(version, [OrderId(1)], [b"}"], {}, frozenset(), b"]}", 60.0)


def head(cards: CardCache, order_id: OrderId, now_s: float) -> bytes | None:
    card = cards.get(order_id, now_s)
    return None if card is None else card.head


def test_a_card_is_kept_until_its_post_changes() -> None:
    cards = CardCache()
    cards.keep([card(1)], cards.mark())
    assert head(cards, OrderId(1), 5.0) == b"{}"
    cards.drop_post(PostId(101))
    assert head(cards, OrderId(1), 5.0) is None


def test_everybody_in_a_card_can_drop_it() -> None:
    cards = CardCache()
    cards.keep([card(1, BEN), card(2)], cards.mark())
    cards.drop_person(BEN)
    assert head(cards, OrderId(1), 5.0) is None
    assert head(cards, OrderId(2), 5.0) == b"{}"
    cards.drop_person(ANA)
    assert head(cards, OrderId(2), 5.0) is None


def test_counts_make_a_card_old_after_a_second_and_not_before() -> None:
    cards = CardCache()
    cards.keep([card(1)], cards.mark())
    cards.age_post(PostId(101))
    assert head(cards, OrderId(1), 0.9) == b"{}"
    assert head(cards, OrderId(1), 1.1) is None


def test_a_card_baked_before_an_event_about_it_is_not_kept() -> None:
    cards = CardCache()
    mark = cards.mark()
    cards.drop_post(PostId(101))
    cards.keep([card(1), card(2)], mark)
    assert head(cards, OrderId(1), 0.5) is None
    assert head(cards, OrderId(2), 0.5) == b"{}"
    cards.keep([card(1)], cards.mark())
    assert head(cards, OrderId(1), 0.5) == b"{}"


def test_nothing_baked_before_the_thread_was_lost_is_kept() -> None:
    cards = CardCache()
    mark = cards.mark()
    cards.clear()
    cards.keep([card(1)], mark)
    assert head(cards, OrderId(1), 0.5) is None


def test_the_cards_stay_within_their_bytes() -> None:
    cards = CardCache()
    big = b"x" * (BYTES_MAX // 4)
    for number in range(1, 9):
        cards.keep([card(number, head=big)], cards.mark())
    kept = [number for number in range(1, 9) if head(cards, OrderId(number), 0.5)]
    assert kept == [5, 6, 7, 8]


def test_pages_of_a_viewer_go_together() -> None:
    pages = PageCache()
    pages.keep(ANA, 20, 9, page(), pages.mark())
    pages.keep(BEN, 20, 9, page(), pages.mark())
    pages.drop(ANA)
    assert pages.get(ANA, 20, 9) is None
    assert pages.get(BEN, 20, 9) == page()


def test_a_page_made_before_its_viewer_changed_is_not_kept() -> None:
    pages = PageCache()
    mark = pages.mark()
    pages.drop(ANA)
    pages.keep(ANA, 20, 9, page(), mark)
    pages.keep(BEN, 20, 9, page(), mark)
    assert pages.get(ANA, 20, 9) is None
    assert pages.get(BEN, 20, 9) == page()


def test_one_viewer_cannot_fill_the_memory() -> None:
    pages = PageCache()
    for before in range(PAGES_OF_ONE_MAX * 3):
        pages.keep(ANA, 20, before, page(), pages.mark())
    kept = [before for before in range(PAGES_OF_ONE_MAX * 3) if pages.get(ANA, 20, before)]
    assert len(kept) <= PAGES_OF_ONE_MAX


def test_equal_suffixes_of_many_viewers_are_kept_once() -> None:
    pages = PageCache()
    for viewer in (AccountId(1), AccountId(2)):
        suffix = b",".join([b'"liked_by":[]', b'"viewer":{}'])
        page = KnownPage(1, [OrderId(9)], [suffix], {}, frozenset(), b"]}", 100.0)
        pages.keep(viewer, 20, 0, page, pages.mark())
    one, other = (pages.get(AccountId(id), 20, 0) for id in (1, 2))
    assert one is not None
    assert other is not None
    assert one.suffixes[0] is other.suffixes[0]


def test_what_is_added_to_a_page_while_it_is_read_is_not_kept_unasked() -> None:
    pages = PageCache()
    mark = pages.mark()
    found = Dressed(frozenset(), 100.0, {OrderId(9): b""}, {}, set(), {7})
    pages.dress(ANA, found, mark)
    found.left_out.add(8)
    kept = pages.dressed(ANA, 0.0)
    assert kept is not None
    assert kept.left_out == {7}


def test_a_name_read_before_its_change_is_not_kept() -> None:
    people = PeopleCache()
    before = people.mark()
    people.drop(ANA)
    people.keep({ANA: b"old", BEN: b"ben"}, before, 0.0)
    assert people.known([ANA, BEN], 1.0) == {BEN: b"ben"}
    people.keep({ANA: b"new"}, people.mark(), 0.0)
    assert people.known([ANA], 1.0) == {ANA: b"new"}


def test_names_grow_old_and_are_forgotten_together() -> None:
    people = PeopleCache()
    mark = people.mark()
    people.keep({ANA: b"ana"}, mark, 0.0)
    assert people.known([ANA], AGE_S_MAX + 1) == {}
    people.clear()
    people.keep({ANA: b"ana"}, mark, 0.0)
    assert people.known([ANA], 1.0) == {}


def test_numbers_alone_are_told_from_what_is_said() -> None:
    cards = CardCache()
    cards.keep([card(1), card(2)], cards.mark())
    for number in (1, 2):
        cards.age_post(PostId(100 + number), is_numbers_only=True)
    cards.age_post(PostId(102))
    cards.age_post(PostId(102), is_numbers_only=True)
    moved = [cards.moved(OrderId(number), 2.0) for number in (1, 2, 3)]
    assert [found and found.order_id for found in moved] == [1, None, None], "2 was commented on"
    assert cards.has_moved(OrderId(2))
    assert cards.moved(OrderId(1), 3600.0) is None, "the net under lost events"
    cards.drop_post(PostId(101))
    assert not cards.has_moved(OrderId(1))


def test_a_card_baked_beside_a_like_grows_old_within_a_second() -> None:
    cards = CardCache()
    before = cards.mark()
    cards.age_post(PostId(107))
    cards.keep([card(7)], before)
    assert cards.get(OrderId(7), 0.5) is not None
    assert cards.get(OrderId(7), 0.5).likers is None  # type: ignore[union-attr]
    assert cards.get(OrderId(7), 1.5) is None
