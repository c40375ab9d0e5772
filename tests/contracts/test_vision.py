"""The model sees what is in real photos, or says that it does not; nothing but arrays is read out of its file."""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import AsyncIterator
from importlib import resources

import numpy as np
import pytest
from PIL import Image

from tests.likeness.pictures import KINDS, needs_model, piece
from tests.media import photos
from tintype.adapters.lite0.child import FILE, PACKAGE
from tintype.adapters.lite0.vision import Lite0
from tintype.adapters.lite0.weights import MAGIC, VERSION, NotWeights, read_weights
from tintype.kernel.problems import Unavailable
from tintype.media.vectors.vector import vector_of


@pytest.fixture(scope="module")
async def model() -> AsyncIterator[Lite0]:
    needs_model()
    vision = Lite0(answer_s_max=20)
    await vision.start()
    yield vision
    await vision.close()


def small(jpeg: bytes) -> bytes:
    with Image.open(io.BytesIO(jpeg)) as image:
        image.thumbnail((320, 320))
        return photos.saved(image, "JPEG", quality=85)


async def test_pieces_of_one_view_are_nearest_to_each_other(model: Lite0) -> None:
    names = [(kind, at) for kind in KINDS for at in range(9)]
    seen = [vector_of(await model.features(small(piece(kind, at)))) for kind, at in names]
    rows = np.array([np.frombuffer(each, np.int8) for each in seen], np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    near = np.argsort(-(rows @ rows.T), axis=1)[:, 1:6]
    same = [names[at][0] == names[other][0] for at, others in enumerate(near) for other in others]
    assert np.mean(same) > 0.95  # By chance it is 0.31.


async def test_the_last_layer_knows_what_it_sees(model: Lite0) -> None:
    """The graph is right: over its features the weights' own classifier names what is in a photo."""
    weights = read_weights(io.BytesIO((resources.files(PACKAGE) / FILE).read_bytes()))
    photo = photos.real("photos-orientation", "Landscape_1.jpg")
    features = await model.features(small(photo.read_bytes()))
    scores = weights["_fc.weight"] @ features + weights["_fc.bias"]
    views = {970, 972, 974, 975, 976, 977, 978, 979}  # ImageNet's alp, cliff, geyser, lakeside … valley
    assert set(np.argsort(-scores)[:3].tolist()) <= views


async def test_what_is_no_picture_ends_the_process_and_no_more(model: Lite0) -> None:
    with pytest.raises(Unavailable):
        await model.features(b"no picture")
    await model.start()
    assert (await model.features(small(photos.saved(photos.scene(640, 480), "JPEG")))).shape == (1280,)
    with pytest.raises(ValueError, match="small"):
        await model.features(bytes(1_000_001))


@pytest.mark.parametrize("size", [(1, 1), (3000, 7), (224, 224)])
async def test_pictures_of_any_shape_are_seen(model: Lite0, size: tuple[int, int]) -> None:
    found = await model.features(photos.saved(Image.new("RGB", size, (90, 120, 30)), "JPEG"))
    assert np.isfinite(found).all()


class _Rude:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        import os

        return os.system, ("false",)


def _file(*parts: object, data: bytes = b"") -> io.BytesIO:
    return io.BytesIO(b"".join(pickle.dumps(part, 2) for part in parts) + data)


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(b""),
        io.BytesIO(b"PK\x03\x04"),
        _file(1, VERSION, {}, {}, []),
        _file(MAGIC, VERSION, {}, _Rude(), []),
        _file(MAGIC, VERSION, {}, {}, ["1"]),
        _file(MAGIC, VERSION, {}, 5, []),
        _file(MAGIC, VERSION, {}, {"a": 5}, []),
    ],
)
def test_what_is_not_arrays_is_refused(file: io.BytesIO) -> None:
    with pytest.raises(NotWeights):
        read_weights(file)


def test_a_tensor_may_not_reach_out_of_its_storage() -> None:
    from tintype.adapters.lite0 import weights

    storage = weights._Storage(np.dtype("<f4"))
    storage.values = np.frombuffer(struct.pack("<6f", *range(6)), "<f4")
    assert weights._Tensor(storage, 0, (3, 2), (1, 3)).array().tolist() == [[0, 3], [1, 4], [2, 5]]
    for offset, shape, strides in ((1, (6,), (1,)), (0, (2, 4), (3, 1)), (-1, (2,), (1,)), (5, (2,), (-1,))):
        with pytest.raises(NotWeights):
            weights._Tensor(storage, offset, shape, strides).array()
