"""What people were told: for each thing they did, what may be true now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Key = tuple[str, int, int]
"""(what, who, to whom or what): `("like", account, post)`."""


class Refused(Exception):
    """The server has said no: nothing has changed."""


class Unknown(Exception):
    """No answer: the server died before, while or after it did it."""


@dataclass
class Memory:
    """Which values each key may have. An acknowledged write leaves one, an unanswered one leaves both."""

    allowed: dict[Key, frozenset[bool]] = field(default_factory=dict[Key, "frozenset[bool]"])
    acknowledged: Counter[str] = field(default_factory=Counter[str])
    unanswered: Counter[str] = field(default_factory=Counter[str])

    @contextmanager
    def writing(self, what: str, changes: dict[Key, bool]) -> Iterator[None]:
        """Around one request. Raise Refused inside when nothing changed, Unknown when nobody knows."""
        before = {key: self.may_be(key) for key in changes}
        for key, value in changes.items():
            self.allowed[key] = before[key] | {value}
        try:
            yield
        except Refused:
            self.allowed.update(before)
        except Unknown:
            self.unanswered[what] += 1
        else:
            self.acknowledged[what] += 1
            self.allowed.update({key: frozenset({value}) for key, value in changes.items()})

    def may_be(self, key: Key) -> frozenset[bool]:
        return self.allowed.get(key, frozenset({False}))

    def is_surely(self, key: Key, value: bool) -> bool:  # noqa: FBT001 (the value a key has)
        return self.may_be(key) == {value}

    def contradicted(self, what: str, true: set[tuple[int, int]]) -> list[str]:
        """Every key of a kind that is not what it must be, given all (who, whom) for which it is true."""
        wrong: list[str] = []
        for key, allowed in self.allowed.items():
            kind, who, whom = key
            if kind == what and ((who, whom) in true) not in allowed:
                state = "lost" if allowed == {True} else "came back"
                wrong.append(f"{what} {who} → {whom} {state}")
        known = {(who, whom) for kind, who, whom in self.allowed if kind == what}
        return wrong + [f"{what} {pair} was never asked for" for pair in true - known]
