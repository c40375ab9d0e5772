"""Roles are given at the machine, beside a running server."""

import asyncio

import pytest

from tests.world import Person, World
from tintype.cli.main import main
from tintype.kernel.viewer import Role
from tintype.settings import to_environment


async def role_of(person: Person) -> str:
    return (await person.does("GET", "/v1/me"))["role"]


async def gives(world: World, *arguments: str) -> int:
    with pytest.MonkeyPatch.context() as environment:
        for variable, value in to_environment(world.adapters.settings).items():
            environment.setenv(variable, value)
        return await asyncio.to_thread(main, ["operator", *arguments])


async def test_a_role_holds_for_the_next_request(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    await world.person("founder")
    ana = await world.person("ana")
    assert await gives(world, "Ana") == 0
    assert "Ana is now an operator" in capsys.readouterr().out
    assert await role_of(ana) == "operator"
    viewer = world.api.subjects.accounts.sessions.cached(ana.client.cookies["tintype"])
    assert viewer is not None
    assert viewer.role is Role.OPERATOR
    assert await gives(world, "ana@example.org", "--role", "moderator") == 0
    assert await role_of(ana) == "moderator"


async def test_a_name_nobody_has_is_one_line(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert await gives(world, "nobody") == 1
    assert capsys.readouterr().err == "tintype: There is no account nobody.\n"
