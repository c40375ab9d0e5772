"""The route table finds what was declared and refuses what was not."""

import dataclasses
from typing import Any, cast

import pytest

from tintype.gateway.table import RouteTable, Undeclared
from tintype.kernel.access import Access, Rate, Route, admit
from tintype.kernel.ids import AccountId, SessionId
from tintype.kernel.problems import Forbidden, NotFound, Problem, SignInRequired
from tintype.kernel.viewer import ANONYMOUS, Role, Scope, Viewer


async def handler() -> None: ...


def route(method: str, path: str, access: Access = Access.MEMBER, scope: Scope = Scope.READ) -> Route:
    return Route(cast("Any", method), path, handler, access, scope, Rate.READ)


def member(role: Role = Role.MEMBER, scopes: Scope = Scope.ALL) -> Viewer:
    return Viewer(AccountId(5), SessionId(6), role, scopes)


def is_refused(door: Route, viewer: Viewer) -> bool:
    try:
        admit(door, viewer)
    except Problem:
        return True
    return False


def test_words_win_over_parameters() -> None:
    table = RouteTable(
        [route("GET", "/v1/users/{id}"), route("GET", "/v1/users/me"), route("PUT", "/v1/users/{id}/follow")]
    )
    found = table.find("/v1/users/me")
    assert found is not None
    assert found[0]["GET"].path == "/v1/users/me"
    found = table.find("/v1/users/@ana/follow")
    assert found is not None
    assert found[1] == {"id": "@ana"}
    assert list(found[0]) == ["PUT"]


@pytest.mark.parametrize(
    "path", ["/v1/users", "/v1/users/", "/v1/users/1/", "//v1/users/1", "/V1/users/1", "/v1/users/1/follow/2"]
)
def test_other_spellings_of_a_path_are_other_paths(path: str) -> None:  # AZ-34
    table = RouteTable([route("GET", "/v1/users/{id}"), route("PUT", "/v1/users/{id}/follow")])
    assert table.find(path) is None


def test_a_route_without_its_access_refuses_to_start() -> None:  # AP-02
    bare = dataclasses.replace(route("GET", "/v1/x"), access=cast("Any", None))
    with pytest.raises(Undeclared, match="does not declare"):
        RouteTable([bare])
    with pytest.raises(Undeclared, match="twice"):
        RouteTable([route("GET", "/v1/x"), route("GET", "/v1/x")])


def test_the_door_lets_in_whom_the_route_names() -> None:
    welcome = [
        (route("GET", "/a", Access.PUBLIC), ANONYMOUS),
        (route("GET", "/a"), member()),
        (route("GET", "/a", Access.MODERATOR, Scope.MODERATE), member(Role.MODERATOR)),
        (route("GET", "/a", Access.OPERATOR, Scope.OPERATE), member(Role.OPERATOR)),
    ]
    refused = [door for door, viewer in welcome if is_refused(door, viewer)]
    assert refused == []


def test_the_door_keeps_out_everybody_else() -> None:
    with pytest.raises(SignInRequired):
        admit(route("GET", "/a"), ANONYMOUS)
    with pytest.raises(NotFound):
        admit(route("GET", "/a", Access.MODERATOR, Scope.MODERATE), member())
    with pytest.raises(NotFound):
        admit(route("GET", "/a", Access.OPERATOR, Scope.OPERATE), member(Role.MODERATOR))


def test_a_token_needs_the_scope_of_the_route() -> None:  # AU-15
    with pytest.raises(Forbidden):
        admit(route("PUT", "/a", scope=Scope.WRITE), member(scopes=Scope.READ))
    with pytest.raises(Forbidden):
        admit(route("GET", "/a", Access.PUBLIC), member(scopes=Scope.NONE))
