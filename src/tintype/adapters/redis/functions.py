"""Server-side functions: a library of Lua, loaded where it is missing, or scripts where there are no functions."""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha1
from importlib import resources
from typing import Any

from redis.exceptions import ResponseError

from tintype.adapters.redis.connection import Command, Words

Run = Callable[[Sequence[Command]], Awaitable[list[Any]]]


class Functions:
    """The functions of one Lua file. Their names carry its hash, so that two releases share a server."""

    def __init__(self, file: str, names: Sequence[str]) -> None:
        self._source = (resources.files(__package__ or "") / file).read_text()
        mark = _hash(self._source)[:12]
        self._names = {name: f"tintype_{mark}_{name}" for name in names}
        registered = "\n".join(
            f"redis.register_function('{full}', {name})" for name, full in self._names.items()
        )
        self._library: Words = (
            *("FUNCTION", "LOAD", "REPLACE"),
            f"#!lua name=tintype_{mark}\n{self._source}\n{registered}\n",
        )
        self._scripts = {name: f"{self._source}\nreturn {name}(KEYS, ARGV)\n" for name in names}
        self._hashes = {name: _hash(text) for name, text in self._scripts.items()}
        self._as_scripts = False  # Redis 6 has no functions.

    async def call(
        self, run: Run, calls: Sequence[tuple[str, Sequence[str], Sequence[str | bytes | int]]]
    ) -> list[Any]:
        """Each of (name, keys, args), in one pipeline."""
        answers = await run([self.command(*one) for one in calls])
        unknown = [at for at, answer in enumerate(answers) if _is_unknown(answer)]
        if unknown and not self._as_scripts:
            self._as_scripts = True
            again = await run([self.command(*calls[at]) for at in unknown])
            for at, answer in zip(unknown, again, strict=True):
                answers[at] = answer
        return answers

    def command(self, name: str, keys: Sequence[str], args: Sequence[str | bytes | int]) -> Command:
        """A call as words for the server that holds the keys."""
        if self._as_scripts:
            words = ("EVALSHA", self._hashes[name], len(keys), *keys, *args)
            return Command(keys[0], words, (("SCRIPT", "LOAD", self._scripts[name]),))
        return Command(keys[0], ("FCALL", self._names[name], len(keys), *keys, *args), (self._library,))


def _hash(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


def _is_unknown(answer: object) -> bool:
    return isinstance(answer, ResponseError) and "unknown command" in str(answer).lower()
