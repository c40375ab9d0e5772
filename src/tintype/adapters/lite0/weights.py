"""Reads arrays out of a file that PyTorch saved, without PyTorch, and without running anything that is in the file.

Until 1.6 `torch.save` wrote pickles one after another: a magic number, a version, facts about the machine, the
dictionary of tensors, and the keys of their storages; behind them the storages as they lie in memory.
"""

import pickle
import struct
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Final, cast

import numpy as np

MAGIC: Final = 0x1950A86A20F9469CFC6C
VERSION: Final = 1001
_COUNT: Final = struct.Struct("<q")

Array = np.ndarray[Any, np.dtype[Any]]


class NotWeights(ValueError):
    """This is no such file, or there is more in it than arrays."""


def read_weights(file: BinaryIO) -> dict[str, Array]:
    """Every tensor of the file by its name. Raises NotWeights."""
    try:
        if _Arrays(file).load() != MAGIC or _Arrays(file).load() != VERSION:
            raise NotWeights("not written by torch.save before 1.6")
        _Arrays(file).load()
        arrays = _Arrays(file)
        tensors = _tensors(arrays.load())
        for key in _Arrays(file).load():
            storage = arrays.storages[key]
            (count,) = _COUNT.unpack(file.read(_COUNT.size))
            storage.values = np.frombuffer(file.read(count * storage.type.itemsize), storage.type)
    except (pickle.UnpicklingError, EOFError, KeyError, TypeError, struct.error) as error:
        raise NotWeights(str(error)) from error
    return {name: tensor.array() for name, tensor in tensors.items()}


def _tensors(found: object) -> dict[str, "_Tensor"]:
    if not isinstance(found, dict):
        raise NotWeights("no dictionary")
    named = cast("dict[object, object]", found)
    tensors = {str(name): each for name, each in named.items() if isinstance(each, _Tensor)}
    if len(tensors) < len(named):
        raise NotWeights("a dictionary of something else than tensors")
    return tensors


class _Storage:
    """Numbers in a row, known by their key before they are read."""

    def __init__(self, kind: "np.dtype[Any]") -> None:
        self.type = kind
        self.values: Array = np.empty(0, kind)


class _Tensor:
    """A window into a storage."""

    def __init__(self, storage: _Storage, offset: int, shape: Sequence[int], strides: Sequence[int]) -> None:
        self._storage, self._offset, self._shape, self._strides = storage, offset, shape, strides

    def array(self) -> Array:
        """What it shows, in one piece. Raises NotWeights where that is more than there is."""
        values, size = self._storage.values, self._storage.type.itemsize
        last = self._offset + sum((n - 1) * step for n, step in zip(self._shape, self._strides, strict=True))
        if min((self._offset, *self._shape, *self._strides)) < 0 or last >= len(values):
            raise NotWeights("a tensor that reaches out of its storage")
        steps = [step * size for step in self._strides]
        window = np.lib.stride_tricks.as_strided(values[self._offset :], self._shape, steps, writeable=False)
        return np.ascontiguousarray(window)


def _rebuilt(
    storage: _Storage, offset: int, shape: Sequence[int], strides: Sequence[int], *_: object
) -> _Tensor:
    return _Tensor(storage, offset, shape, strides)


_NAMES: Final[Mapping[tuple[str, str], Any]] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuilt,
    ("torch", "FloatStorage"): np.dtype("<f4"),
    ("torch", "LongStorage"): np.dtype("<i8"),
}


class _Arrays(pickle.Unpickler):
    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str, /) -> Any:
        try:
            return _NAMES[module, name]
        except KeyError:
            raise NotWeights(f"{module}.{name} is no part of an array") from None

    def persistent_load(self, pid: Any, /) -> _Storage:
        _, kind, key, *_ = pid
        return self.storages.setdefault(str(key), _Storage(kind))
