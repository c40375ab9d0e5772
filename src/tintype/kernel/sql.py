"""Named queries: SQL lives in `store.sql` files and is looked up by name.

Beyond plain SQL three forms are understood, each rewritten by the adapter for its engine:

- `:name` — a named argument;
- `IN :ids` — membership in a list argument;
- `keys(:ids)` in FROM — a row set (shard, id), the shard taken from the id;
- `rows(:pairs, a, b)` in FROM — a row set of integer columns from a list of tuples.
"""

import re
from dataclasses import dataclass
from importlib import resources

_NAME = re.compile(r"^-- name: *(\w+)[^\n]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Query:
    """One named query. `name` is unique within `package`."""

    package: str
    name: str
    text: str


def parse(package: str, text: str) -> dict[str, Query]:
    """Split a `store.sql` file at its `-- name:` lines. A name given twice is an error."""
    parts = _NAME.split(text)
    queries: dict[str, Query] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name in queries:
            raise ValueError(f"{package}/store.sql: two queries are named {name}")
        queries[name] = Query(package, name, body.strip().rstrip(";"))
    return queries


class Queries:
    """The queries of one subject's `store.sql`, read on first use: `sql.posts_by_author`."""

    def __init__(self, package: str, file: str = "store.sql") -> None:
        self._package = package
        self._file = file
        self._found: dict[str, Query] | None = None

    def all(self) -> dict[str, Query]:
        """Every query by name."""
        if self._found is None:
            text = resources.files(self._package).joinpath(self._file).read_text(encoding="utf-8")
            self._found = parse(self._package, text)
        return self._found

    def __getattr__(self, name: str) -> Query:
        try:
            return self.all()[name]
        except KeyError:
            raise AttributeError(f"{self._package}/{self._file} has no query named {name}") from None
