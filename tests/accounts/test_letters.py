"""How many letters may be asked for, and which spellings are one mailbox."""

import pytest

from tests.ground import Ground
from tintype.accounts import Tries, TryLimits
from tintype.accounts.emails import mailbox
from tintype.adapters.embedded.limits import EmbeddedLimits
from tintype.kernel.clock import SECOND_US
from tintype.kernel.problems import TooMany

FEW = TryLimits(letters=2, letters_per_address=3, letters_of_site=4)


@pytest.fixture
def tries(ground: Ground) -> Tries:
    return Tries(EmbeddedLimits(ground.records, ground.clock, processes=1), FEW)


async def test_one_mailbox_gets_few_an_hour(ground: Ground, tries: Tries) -> None:  # RL-05, RL-09
    for spelling in ("ana@example.org", "A.N.A+x@Example.org"):
        await tries.letter(spelling)
    with pytest.raises(TooMany):
        await tries.letter("ana+y@example.org")
    await tries.letter("ben@example.org")
    ground.clock.advance(FEW.letters_s * SECOND_US * 21 // 20)
    await tries.letter("ana@example.org")


async def test_one_visitor_asks_for_few(tries: Tries) -> None:  # RL-05, RL-09
    # An IPv6 customer has a whole /64.
    for n in range(FEW.letters_per_address):
        await tries.mail(f"2001:db8::{n + 1}", f"person{n}")
    with pytest.raises(TooMany):
        await tries.mail("2001:db8::ffff", "another")


async def test_the_site_sends_no_more_than_its_server_takes(tries: Tries) -> None:  # RL-05, RL-09
    for n in range(FEW.letters_of_site):
        await tries.mail(f"192.0.2.{n}", f"person{n}")
    with pytest.raises(TooMany):
        await tries.mail("192.0.2.200", "another")


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("ana@example.org", "ana@example.org"),
        (" A.n.a+news+more@EXAMPLE.org ", "ana@example.org"),
        ("ana", "ana"),
        ("Ana.Silva", "ana.silva"),
    ],
)
def test_spellings_of_a_mailbox(written: str, same: str) -> None:
    assert mailbox(written) == mailbox(same)
    assert mailbox(written) != mailbox("ben@example.org")
