"""Faces for sixty people: drawn portraits, animals, small landscapes in a disc; 400 × 400."""

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tintype.demo.pictures import cities, flowers, journeys, landscapes, nights, patterns
from tintype.demo.pictures.faces import Pen, oval, person
from tintype.demo.pictures.finish import printed
from tintype.demo.pictures.scene import Colour, Scene, blend, bytes_of, ramp, rgb, rgbs, to_image, widened

SIDE = 400
ANIMALS = ("cat", "fox", "bear", "rabbit", "owl", "panda")

GROUNDS = [
    rgbs("f6c8a8 ee8f72"),
    rgbs("a8d8d0 4fa3a0"),
    rgbs("f7e3a8 edb458"),
    rgbs("c9c3ea 8378c4"),
    rgbs("f4b8c4 d96c8a"),
    rgbs("b8d4f0 5a8fc8"),
    rgbs("d4e4b0 8aae58"),
    rgbs("f0d6c0 c08a6a"),
    rgbs("3a4a6a 1c2540"),
    rgbs("5f3a5a 2c1a33"),
    rgbs("2f5f58 163330"),
]


def avatar(seed: int, style: str) -> Image.Image:
    """One picture of a person; the same seed and style give the same picture.

    style: "woman", "man" or "person" with the tone of skin ("-l", "-k", "-m", "-d") and for a scarf "-s";
    "animal-" and which; "emblem".
    """
    scene = Scene(SIDE, SIDE, seed, style)
    ground = GROUNDS[scene.whole(0, len(GROUNDS) - 1)]
    big = SIDE * 2
    t = np.linspace(0, 1, big, dtype=np.float32)
    image = to_image(
        widened(ramp(t[:, None], [blend(ground[0], (1, 1, 1), 0.12), ground[0], ground[1]]), big)
    )
    draw = ImageDraw.Draw(image)
    match style.partition("-"):
        case ("animal", _, kind):
            animal(draw, ANIMALS.index(kind))
        case ("emblem", _, _):
            image = emblem(scene).resize((big, big))
        case _:
            person(scene, image, draw, ground)
    return printed(scene, lit_from_left(image.reduce(2)), 0, 0.008)


def lit_from_left(image: Image.Image) -> Image.Image:
    """A breath of light from the upper left, shade at the lower right."""
    x = np.linspace(0, 1, 40, dtype=np.float32)
    plane = 140 - 34 * (x[None, :] * 0.6 + x[:, None] * 0.8)
    shade = Image.fromarray(plane.astype(np.uint8)).resize(image.size, Image.Resampling.BICUBIC)
    return ImageChops.soft_light(image, Image.merge("RGB", (shade, shade, shade)))


def animal(draw: Pen, kind: int) -> None:
    """A cat, fox, bear, rabbit, owl or panda, looking at you."""
    coat = [rgb("4a4a55"), rgb("d9702e"), rgb("8a5a36"), rgb("d8c4b0"), rgb("7a5a44"), rgb("f2efe8")][kind]
    pale = blend(coat, (1, 0.97, 0.92), 0.72)
    cx, cy = 400.0, 430.0
    ears(draw, kind, coat, cx, cy)
    draw.ellipse([cx - 260, 640, cx + 260, 1100], fill=bytes_of(blend(coat, (0, 0, 0), 0.12)))
    oval(draw, cx, cy, 214, 190, coat)
    if kind == 1:
        draw.polygon(
            [(cx - 205, cy + 20), (cx - 40, cy + 30), (cx, cy + 190), (cx - 110, cy + 165)],
            fill=bytes_of(pale),
        )
        draw.polygon(
            [(cx + 205, cy + 20), (cx + 40, cy + 30), (cx, cy + 190), (cx + 110, cy + 165)],
            fill=bytes_of(pale),
        )
    elif kind == 4:
        for s in (-1, 1):
            oval(draw, cx + s * 92, cy - 10, 98, 104, pale)
    elif kind == 5:
        for s in (-1, 1):
            oval(draw, cx + s * 88, cy - 2, 60, 68, rgb("2a2a30"))
    else:
        oval(draw, cx, cy + 84, 104, 80, pale)
    for s in (-1, 1):
        oval(draw, cx + s * 88, cy - 6, 30, 36, rgb("1a1418") if kind != 4 else rgb("f2b632"))
        oval(draw, cx + s * 88, cy - 6, 16 if kind == 4 else 22, 22 if kind == 4 else 28, rgb("120e12"))
        oval(draw, cx + s * 88 - 8, cy - 18, 9, 10, (1, 1, 1))
    if kind == 4:
        draw.polygon([(cx - 26, cy + 38), (cx + 26, cy + 38), (cx, cy + 92)], fill=bytes_of(rgb("e8a23a")))
        return
    nose = rgb("2a1a1c") if kind in (1, 2, 5) else rgb("d9828a")
    draw.polygon([(cx - 26, cy + 52), (cx + 26, cy + 52), (cx, cy + 80)], fill=bytes_of(nose))
    for s in (-1, 1):
        draw.arc(
            [cx + (0 if s > 0 else -52), cy + 62, cx + (52 if s > 0 else 0), cy + 112],
            20,
            160,
            fill=bytes_of(rgb("2a1a1c")),
            width=7,
        )
        if kind in (0, 3):
            for i in range(3):
                draw.line(
                    [(cx + s * 72, cy + 78 + i * 16), (cx + s * 205, cy + 58 + i * 30)],
                    fill=bytes_of(blend(coat, (1, 1, 1), 0.75)),
                    width=4,
                )


def ears(draw: Pen, kind: int, coat: Colour, cx: float, cy: float) -> None:
    inner = blend(coat, rgb("f2a0a0"), 0.6)
    for s in (-1, 1):
        if kind in (0, 1):
            draw.polygon(
                [(cx + s * 205, cy - 60), (cx + s * 190, cy - 285), (cx + s * 40, cy - 160)],
                fill=bytes_of(coat),
            )
            draw.polygon(
                [(cx + s * 180, cy - 90), (cx + s * 174, cy - 225), (cx + s * 80, cy - 150)],
                fill=bytes_of(inner if kind == 0 else rgb("3a2018")),
            )
        elif kind == 3:
            draw.ellipse([cx + s * 84 - 52, cy - 400, cx + s * 84 + 52, cy - 90], fill=bytes_of(coat))
            draw.ellipse([cx + s * 84 - 26, cy - 360, cx + s * 84 + 26, cy - 120], fill=bytes_of(inner))
        elif kind == 4:
            draw.polygon(
                [(cx + s * 200, cy - 60), (cx + s * 170, cy - 250), (cx + s * 50, cy - 150)],
                fill=bytes_of(blend(coat, (0, 0, 0), 0.2)),
            )
        else:
            tone = rgb("2a2a30") if kind == 5 else coat
            oval(draw, cx + s * 160, cy - 150, 76, 76, tone)
            oval(draw, cx + s * 160, cy - 146, 42, 42, inner if kind == 2 else rgb("3a3a42"))


def emblem(scene: Scene) -> Image.Image:
    """A small picture that stands for someone: a corner of a landscape."""
    choices = [
        (landscapes.ridges, "dusk"),
        (landscapes.dunes, "golden"),
        (nights.moonrise, "night"),
        (patterns.cut_paper, ""),
        (patterns.marbled, ""),
        (flowers.dahlia, ""),
        (journeys.balloons, "dawn"),
        (nights.aurora, "night"),
        (journeys.sail, "golden"),
        (cities.bokeh, "night"),
        (flowers.sunflower, ""),
    ]
    draw, mood = choices[scene.whole(0, len(choices) - 1)]
    return draw(Scene(640, 640, scene.seed, mood))
