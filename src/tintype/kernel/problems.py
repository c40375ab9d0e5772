"""What can go wrong for a caller, as RFC 9457 problems without HTTP: the gateway gives the status.

Subjects raise meaning (`Conflict`), never numbers; what you may not see is `NotFound`.
"""

from collections.abc import Mapping, Sequence


class Problem(Exception):
    """An expected failure: a machine code, a sentence a person can act on, codes per field."""

    kind = "problem"
    code = "problem"
    title = "Something is wrong with this request."

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[str]] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.fields = {name: list(codes) for name, codes in (fields or {}).items()}
        self.retry_after_s = retry_after_s
        if code is not None:
            self.code = code


class CannotStart(Exception):
    """What a process needs is missing or wrong: one line that says what, and what to do."""


class Malformed(Problem):
    """The request cannot be read at all."""

    kind = code = "malformed"
    title = "The request could not be read."


class Invalid(Problem):
    """The request reads well but breaks a rule; `fields` says where."""

    kind = code = "invalid"
    title = "Some of what you sent is not valid."


class SignInRequired(Problem):
    """Nobody is known to be asking."""

    kind = code = "sign_in_required"
    title = "Please sign in first."


class Forbidden(Problem):
    """Known, but not allowed: a missing scope, a foreign origin, one's own limits."""

    kind = code = "forbidden"
    title = "You may not do this."


class NotFound(Problem):
    """There is no such thing, or none that this viewer may know of."""

    kind = code = "not_found"
    title = "There is nothing here."


class Conflict(Problem):
    """The state of things forbids it: a taken name, an edit of an older version."""

    kind = code = "conflict"
    title = "This conflicts with what is already there."


class PreconditionFailed(Problem):
    """The thing has changed since the version this was made on."""

    kind = code = "precondition_failed"
    title = "This has changed in the meantime. Load it again."


class TooLarge(Problem):
    """More bytes than the limit."""

    kind = code = "too_large"
    title = "This is too large."


class Unsupported(Problem):
    """A type that is not accepted."""

    kind = code = "unsupported"
    title = "This type is not supported."


class TooMany(Problem):
    """Too often; `retry_after_s` says when again."""

    kind = code = "too_many"
    title = "Too many tries. Please wait a moment."


class Unavailable(Problem):
    """Something this needs does not answer; it may later."""

    kind = code = "unavailable"
    title = "This is not available at the moment. Please try again."
