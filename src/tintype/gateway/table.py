"""The route table: every route declared, found by method and path."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.viewer import Scope

SEGMENTS_MAX = 12


class Undeclared(TypeError):
    """A route without its access, scope or rate: the program refuses to start."""


@dataclass(slots=True)
class _Node:
    literal: dict[str, "_Node"] = field(default_factory=dict[str, "_Node"])
    parameter: "tuple[str, _Node] | None" = None
    routes: dict[str, Route] = field(default_factory=dict[str, Route])


class RouteTable:
    """Finds the route of a request. Literal segments win over parameters."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = list(routes)
        self._root = _Node()
        self._fixed: dict[str, dict[str, Route]] = {}
        for route in self.routes:
            self._add(route)
        # Paths without parameters, the hottest among them, need no walk.
        for route in self.routes:
            if "{" not in route.path:
                self._fixed.setdefault(route.path, {})[route.method] = route

    def find(self, path: str) -> tuple[dict[str, Route], dict[str, str]] | None:
        """The routes of a path by method, and its parameters; None when there is no such path."""
        fixed = self._fixed.get(path)
        if fixed is not None:
            return fixed, {}
        segments = path.split("/")[1:]
        if len(segments) > SEGMENTS_MAX:
            return None
        parameters: dict[str, str] = {}
        node = self._walk(self._root, segments, 0, parameters)
        return None if node is None else (node.routes, parameters)

    def _walk(self, node: _Node, segments: list[str], at: int, parameters: dict[str, str]) -> _Node | None:
        if at == len(segments):
            return node if node.routes else None
        found = node.literal.get(segments[at])
        if found is not None:
            end = self._walk(found, segments, at + 1, parameters)
            if end is not None:
                return end
        if node.parameter is not None and segments[at]:
            name, child = node.parameter
            parameters[name] = segments[at]
            return self._walk(child, segments, at + 1, parameters)
        return None

    def _add(self, route: Route) -> None:
        # What a type checker promises, the start of the program holds: a route may come from anywhere.
        given: tuple[object, ...] = (route.access, route.scope, route.rate)
        if not all(isinstance(*pair) for pair in zip(given, (Access, Scope, Rate), strict=True)):
            raise Undeclared(
                f"{route.method} {route.path} does not declare who may call it, with which scope, how often"
            )
        node = self._root
        for segment in route.path.split("/")[1:]:
            if segment.startswith("{"):
                name = segment[1:-1]
                if node.parameter is None:
                    node.parameter = (name, _Node())
                elif node.parameter[0] != name:
                    raise Undeclared(
                        f"{route.path}: this place is called {{{node.parameter[0]}}} in another route"
                    )
                node = node.parameter[1]
            else:
                node = node.literal.setdefault(segment, _Node())
        if route.method in node.routes:
            raise Undeclared(f"{route.method} {route.path} is declared twice")
        node.routes[route.method] = route
