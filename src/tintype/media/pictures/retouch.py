"""An edit applied to pixels: its shape before the sizes are made, its colours on the largest of them.

Runs only inside the sandbox.
"""

from array import array
from typing import Final

from PIL import Image, ImageChops, ImageFilter

from tintype.media.edit import WHOLE, Edit
from tintype.media.pictures.cubes import STEPS, cube_of_edit
from tintype.media.pictures.geometry import source_of, zoom

DARKEST: Final = 0.8  # how much of the light the strongest vignette takes from the corners
SHARPEST: Final = 1.2  # how much of the difference to its soft copy the strongest sharpening adds
_MASK_SIDE: Final = 128
_QUARTERS: Final = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}


def shaped(image: Image.Image, edit: Edit) -> Image.Image:
    """What an edit keeps of an upright picture, at its own scale."""
    if edit.flip:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if edit.turns:
        image = image.transpose(_QUARTERS[edit.turns])
    crop, times = edit.crop or WHOLE, zoom(edit, *image.size)
    size = max(1, round(image.width * crop.width / times)), max(1, round(image.height * crop.height / times))
    if edit.straighten:
        return image.transform(
            size, Image.Transform.AFFINE, _affine(edit, image.size, size), Image.Resampling.BICUBIC
        )
    if edit.crop is None:
        return image
    left, top = crop.x * image.width, crop.y * image.height
    box = (
        left,
        top,
        min(image.width, left + crop.width * image.width),
        min(image.height, top + crop.height * image.height),
    )
    return image.resize(size, Image.Resampling.BICUBIC, box)


def _affine(edit: Edit, source: tuple[int, int], size: tuple[int, int]) -> tuple[float, ...]:
    """Pillow's six numbers: where the pixels of the result lie in the source."""
    width, height = source
    corner, right, below = (source_of(edit, width, height, point) for point in ((0, 0), (1, 0), (0, 1)))
    return (
        (right[0] - corner[0]) * width / size[0], (below[0] - corner[0]) * width / size[1], corner[0] * width,
        (right[1] - corner[1]) * height / size[0], (below[1] - corner[1]) * height / size[1], corner[1] * height,
    )  # fmt: skip


def toned(image: Image.Image, edit: Edit) -> Image.Image:
    """The colours of an edit on an RGB picture of the size in which it is shown."""
    cube = cube_of_edit(edit)
    if cube is not None:
        # Floats in one piece: as a list of numbers the table takes as long as the picture.
        table = array("f", _parts(cube))
        image = image.filter(ImageFilter.Color3DLUT(STEPS, table, _copy_table=False))
    if edit.vignette:
        image = ImageChops.multiply(image, _shade(image.size, edit.vignette))
    if edit.sharpen:
        image = image.filter(_sharpening(edit.sharpen))
    return image


def _parts(cube: bytes) -> bytes:
    """Bytes as floats from 0 to 1."""
    return (
        Image.frombytes("L", (len(cube), 1), cube)
        .convert("F")
        .point(lambda value: value * (1 / 255))
        .tobytes()
    )


def _shade(size: tuple[int, int], amount: float) -> Image.Image:
    """How much light is left: 1 in the middle, less by 3t² - 2t³ towards the corners, t being half of x² + y² where
    the edges are at 1.
    """
    middles = [(2 * (step + 0.5) / _MASK_SIDE - 1) ** 2 / 2 for step in range(_MASK_SIDE)]
    levels = bytes(
        round(255 * (1 - DARKEST * amount * t * t * (3 - 2 * t)))
        for t in (down + across for down in middles for across in middles)
    )
    mask = Image.frombytes("L", (_MASK_SIDE, _MASK_SIDE), levels).resize(size, Image.Resampling.BICUBIC)
    return Image.merge("RGB", (mask, mask, mask))


def _sharpening(amount: float) -> ImageFilter.Kernel:
    """Each pixel, and again its difference to the mean of its neighbours, weighted 1 2 1."""
    added = SHARPEST * amount
    around = [-added * weight / 16 for weight in (1, 2, 1, 2, 4, 2, 1, 2, 1)]
    around[4] += 1 + added
    return ImageFilter.Kernel((3, 3), around, scale=1)
