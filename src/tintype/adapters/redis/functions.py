"""Server-side functions: a library of Lua, loaded where it is missing, or scripts where there are no functions."""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha1
from importlib import resources
from typing import Any

from redis.exceptions import NoScriptError, ResponseError

from tintype.adapters.redis.connection import Command

Run = Callable[[Sequence[Command]], Awaitable[list[Any]]]


class Functions:
    """The functions of one Lua file. Their names carry its hash, so that two releases share a server."""

    def __init__(self, file: str, names: Sequence[str]) -> None:
        self._source = (resources.files(__package__ or "") / file).read_text()
        mark = sha1(self._source.encode(), usedforsecurity=False).hexdigest()[:12]
        self._names = {name: f"tintype_{mark}_{name}" for name in names}
        registered = "\n".join(
            f"redis.register_function('{full}', {name})" for name, full in self._names.items()
        )
        self._library = f"#!lua name=tintype_{mark}\n{self._source}\n{registered}\n"
        scripts = {name: f"{self._source}\nreturn {name}(KEYS, ARGV)\n" for name in names}
        self._scripts = list(scripts.values())
        self._hashes = {
            name: sha1(text.encode(), usedforsecurity=False).hexdigest() for name, text in scripts.items()
        }
        self._as_scripts = False  # Redis 6 has no functions.

    async def call(
        self, run: Run, calls: Sequence[tuple[str, Sequence[str], Sequence[str | bytes | int]]]
    ) -> list[Any]:
        """Each of (name, keys, args) in one pipeline; a server that lacks the functions is given them."""
        commands = [self.command(*one) for one in calls]
        answers = await run(commands)
        missing = [at for at, answer in enumerate(answers) if _is_missing(answer)]
        if not missing:
            return answers
        await self._load(run, {commands[at].key for at in missing})
        again = await run([self.command(*calls[at]) for at in missing])
        for at, answer in zip(missing, again, strict=True):
            answers[at] = answer
        return answers

    def command(self, name: str, keys: Sequence[str], args: Sequence[str | bytes | int]) -> Command:
        """A call as words for the server that holds the first key; the keys are all there."""
        called = ("EVALSHA", self._hashes[name]) if self._as_scripts else ("FCALL", self._names[name])
        return Command(keys[0], (*called, len(keys), *keys, *args))

    async def _load(self, run: Run, keys: set[str]) -> None:
        if not self._as_scripts:
            load = ("FUNCTION", "LOAD", "REPLACE", self._library)
            told = await run([Command(key, load) for key in sorted(keys)])
            self._as_scripts = any(_is_unknown(answer) for answer in told)
            if not self._as_scripts:
                _raise_refusals(told)
        if self._as_scripts:
            loads = [("SCRIPT", "LOAD", text) for text in self._scripts]
            _raise_refusals(await run([Command(key, load) for key in sorted(keys) for load in loads]))


def _raise_refusals(answers: Sequence[object]) -> None:
    for answer in answers:
        # A server that has gone meanwhile answers for itself when it is called next.
        if isinstance(answer, ResponseError):
            raise answer


def _is_missing(answer: object) -> bool:
    return (
        isinstance(answer, NoScriptError)
        or _is_unknown(answer)
        or (isinstance(answer, ResponseError) and "Function not found" in str(answer))
    )


def _is_unknown(answer: object) -> bool:
    return isinstance(answer, ResponseError) and "unknown command" in str(answer).lower()
