"""Answers made comparable: what differs between two sites that did the same, and may, is written alike."""

from __future__ import annotations

import re
from typing import Any

ID = re.compile(r"[1-9][0-9]{14,18}")
# Secrets, and what is signed with them; `next` is looked at as "is there more".
OWN = {"csrf", "request_id", "token", "key", "url"}


class Plain:
    """One site's ids by the order in which they were first met."""

    def __init__(self) -> None:
        self._met: dict[str, str] = {}

    def of(self, answer: Any) -> Any:
        """The answer with ids as `#1`, `#2` …, and without what is each site's own."""
        if isinstance(answer, dict):
            return {self.of(key): self._value(key, value) for key, value in answer.items()}
        if isinstance(answer, list | tuple):
            return [self.of(part) for part in answer]
        if isinstance(answer, str) and ID.fullmatch(answer):
            return self._met.setdefault(answer, f"#{len(self._met) + 1}")
        return answer

    def _value(self, key: str, value: Any) -> Any:
        if key in OWN and isinstance(value, str):
            return "…"
        if key in {"next", "cursor"}:
            return value is not None
        return self.of(value)


def difference(one: Any, other: Any, where: str = "") -> str | None:
    """Where two answers part first, and what each says there; None when they are equal."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(f"{where}.{key}", one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{where}[{at}]", *both) for at, both in enumerate(zip(one, other, strict=True))]
    else:
        return None if one == other else f"{where or 'all'}: {one!r} ≠ {other!r}"
    return next((found for path, left, right in pairs if (found := difference(left, right, path))), None)
