"""The judge is judged: what it must notice, it notices."""

from tests.crash.memory import Memory, Refused, Unknown

KEY = ("like", 1, 2)


def test_an_acknowledged_write_must_be_there() -> None:
    memory = Memory()
    with memory.writing("like", {KEY: True}):
        pass
    assert memory.contradicted("like", {(1, 2)}) == []
    assert memory.contradicted("like", set()) == ["like 1 → 2 lost"]


def test_an_acknowledged_removal_must_not_come_back() -> None:
    memory = Memory()
    for value in (True, False):
        with memory.writing("like", {KEY: value}):
            pass
    assert memory.contradicted("like", {(1, 2)}) == ["like 1 → 2 came back"]


def test_an_unanswered_write_may_be_either() -> None:
    memory = Memory()
    with memory.writing("like", {KEY: True}):
        raise Unknown
    assert memory.contradicted("like", set()) == memory.contradicted("like", {(1, 2)}) == []


def test_a_refused_write_changes_nothing() -> None:
    memory = Memory()
    with memory.writing("like", {KEY: True}):
        raise Refused
    assert memory.contradicted("like", {(1, 2)}) == ["like 1 → 2 came back"]


def test_what_nobody_asked_for_is_noticed() -> None:
    assert Memory().contradicted("like", {(7, 8)}) == ["like (7, 8) was never asked for"]
