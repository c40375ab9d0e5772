"""Problems on the wire: RFC 9457, one table for ours and the framework's."""

from typing import Any, cast

import msgspec

from tintype.kernel import problems
from tintype.kernel.problems import Problem

#: The one place where meaning becomes a number.
STATUS: dict[str, int] = {
    "malformed": 400,
    "sign_in_required": 401,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "conflict": 409,
    "precondition_failed": 412,
    "too_large": 413,
    "unsupported": 415,
    "range": 416,
    "invalid": 422,
    "too_many": 429,
    "problem": 500,
    "unavailable": 503,
}

_FRAMEWORK: dict[int, type[Problem]] = {
    400: problems.Malformed,
    401: problems.SignInRequired,
    403: problems.Forbidden,
    404: problems.NotFound,
    413: problems.TooLarge,
    415: problems.Unsupported,
    429: problems.TooMany,
    503: problems.Unavailable,
}

CONTENT_TYPE = b"application/problem+json"
_encode = msgspec.json.Encoder().encode


class MethodNotAllowed(Problem):
    """The path exists, the method does not; `allowed` lists those that do."""

    kind = code = "method_not_allowed"
    title = "This address does not take this method."

    def __init__(self, allowed: str) -> None:
        super().__init__(f"Try one of: {allowed}.")
        self.allowed = allowed


def status_of(problem: Problem) -> int:
    """The HTTP status of a problem's kind."""
    return STATUS[problem.kind]


def problem_of(error: Exception) -> Problem:
    """What a caller is told of any failure. Bugs say nothing of themselves; the log has them."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, msgspec.ValidationError):
        return _refused_shape(str(error))
    # The decoder finds text that is no UTF-8 in its own way.
    if isinstance(error, msgspec.DecodeError | UnicodeDecodeError):
        return problems.Malformed("The body is not JSON in UTF-8.")
    if isinstance(error, RecursionError):
        return problems.Malformed("The body is nested too deeply.", code="too_deep")
    status = getattr(error, "status_code", 500)
    if status == 400 and isinstance(getattr(error, "extra", None), list):
        return _invalid(error)
    if status in _FRAMEWORK:
        detail = "The body is not what this address expects." if status == 400 else ""
        return _FRAMEWORK[status](detail)
    return Problem("The mistake is ours. It has been written down under this request id.", code="internal")


def _invalid(error: Any) -> Problem:
    """The framework's validation failures, with the field names it found."""
    fields: dict[str, list[str]] = {}
    sentences: list[str] = []
    for entry in cast("list[dict[str, Any]]", error.extra):
        one = _refused_shape(str(entry.get("message", "")), str(entry.get("key", "body")))
        fields.update(one.fields)
        sentences.append(one.detail)
    return problems.Invalid(". ".join(sentences)[:500], fields=fields)


def _refused_shape(message: str, key: str = "body") -> problems.Invalid:
    """msgspec names the place at the end: "Expected `str`, got `int` - at `$.caption`"."""
    sentence, _, place = message.partition(" - at `$")
    path = place.strip("`.") or key
    return problems.Invalid(sentence[:200], fields={"body" if path == "data" else path: ["invalid"]})


def body_of(problem: Problem, request_id: str) -> bytes:
    """The problem document."""
    document: dict[str, Any] = {
        "type": f"/docs/problems#{problem.code}",
        "title": problem.title,
        "status": status_of(problem),
        "code": problem.code,
        "request_id": request_id,
    }
    if problem.detail:
        document["detail"] = problem.detail
    if problem.fields:
        document["fields"] = problem.fields
    return _encode(document)


def headers_of(problem: Problem, body: bytes) -> list[tuple[bytes, bytes]]:
    """Headers of a problem's response."""
    headers = [
        (b"content-type", CONTENT_TYPE),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if problem.retry_after_s is not None:
        headers.append((b"retry-after", str(problem.retry_after_s).encode()))
    if isinstance(problem, MethodNotAllowed):
        headers.append((b"allow", problem.allowed.encode()))
    if isinstance(problem, problems.SignInRequired):
        headers.append((b"www-authenticate", b"Bearer"))
    return headers
