"""Refusals as problems: what a person is told when an upload is turned away at the door."""

from tintype.kernel.problems import Invalid, Problem, TooLarge, Unavailable, Unsupported
from tintype.media.model import Refusal, RefusalCode

_KINDS: dict[RefusalCode, type[Problem]] = {
    RefusalCode.TYPE: Unsupported,
    RefusalCode.TOO_LARGE: TooLarge,
    RefusalCode.UNSAFE: Unavailable,
}


def problem_of(refusal: Refusal) -> Problem:
    """The problem that says this; a file that breaks a rule is Invalid, at its field `file`."""
    kind = _KINDS.get(refusal.code)
    if kind is not None:
        return kind(refusal.sentence, code=refusal.code.value)
    return Invalid(refusal.sentence, code=refusal.code.value, fields={"file": [refusal.code.value]})
