"""What happens to feeds themselves."""

from tintype.kernel.events import Event, fact
from tintype.kernel.ids import AccountId


@fact("far_chosen.1")
class FarChosen(Event, frozen=True):
    """For a reader who follows very many it was decided anew who is pushed to them and whom they pull."""

    reader_id: AccountId
    at_us: int


@fact("home_order_chosen.1")
class HomeOrderChosen(Event, frozen=True):
    """Somebody reads their home feed `ranked` or `latest` from now on, with what they have seen or without."""

    account_id: AccountId
    at_us: int
    order: str
    hides_seen: bool = False
