"""Heads and shoulders, drawn in flat planes: hair, glasses, beards, hats, scarves."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tintype.demo.pictures.scene import Colour, Scene, blend, bytes_of, rgb, rgbs

# 0 and 5 long, 1 curls, 2 bun, 3 quiff, 4 cropped, 6 bob, 7 scarf, 8 woollen hat.
HAIRCUTS = {"woman": (0, 0, 1, 2, 2, 5, 6, 6, 8), "man": (1, 3, 3, 4, 4, 8), "person": (1, 3, 6, 8)}
SCARF = 7


# Skin and hair that go together: light, light with dark hair, brown, dark.
SKINS = {
    "l": rgbs("fbdcc4 f2c6a4 f0cda8 ebbd96"),
    "k": rgbs("fbdcc4 f4d0ac f0cda8"),
    "m": rgbs("e3ac82 c98b5e d69a70"),
    "d": rgbs("a56a42 7d4c2e 5a3420"),
}
HAIRS = {
    "l": rgbs("1c1614 3a2418 6b4024 a3682e d9a652 8f3a1c c48a4a 8a5a34 c9c4bc"),
    "k": rgbs("1c1614 22202e 2a1c16"),
    "m": rgbs("1c1614 3a2418 2a1a14 22202e 5a5a60"),
    "d": rgbs("1c1614 2a1c16 3a2418 6a6a70"),
}
CLOTHES = rgbs("2f4858 c8553d 4f7f6a e0b04a 6a4a7a e8e2d4 28303f b85a7a 3f6f9a 8a9a5a d9775a")


Pen = ImageDraw.ImageDraw


def oval(draw: Pen, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
    draw.ellipse([x - rx, y - ry, x + rx, y + ry], fill=bytes_of(colour))


def person(scene: Scene, image: Image.Image, draw: Pen, ground: list[Colour]) -> None:
    """Head and shoulders, drawn in flat planes with a soft shadow side."""
    who, tone, *more = scene.mood.split("-")
    skin, hair = (choice[scene.whole(0, len(choice) - 1)] for choice in (SKINS[tone], HAIRS[tone]))
    cloth = CLOTHES[scene.whole(0, len(CLOTHES) - 1)]
    if sum(abs(a - b) for a, b in zip(cloth, ground[1], strict=True)) < 0.35:
        cloth = blend(cloth, (1, 1, 1) if sum(cloth) < 1.5 else (0.1, 0.1, 0.15), 0.6)
    shade = blend(skin, rgb("5a1f2a"), 0.28)
    cx, cy, r = 400.0, 360.0, 150.0
    style = SCARF if more else HAIRCUTS[who][scene.whole(0, len(HAIRCUTS[who]) - 1)]
    back_hair(draw, style, hair, cx, cy, r)
    draw.ellipse([cx - 290, 585, cx + 290, 1100], fill=bytes_of(cloth))
    draw.pieslice([cx - 290, 585, cx + 290, 1100], -60, 90, fill=bytes_of(blend(cloth, (0, 0, 0), 0.10)))
    draw.rounded_rectangle([cx - 62, cy + 80, cx + 62, cy + 280], radius=60, fill=bytes_of(shade))
    draw.ellipse([cx - 62, cy + 215, cx + 62, cy + 305], fill=bytes_of(shade))
    collar(scene, draw, cloth, cx)
    for s in (-1, 1):
        oval(draw, cx + s * r * 0.97, cy + 20, 26, 38, skin if s < 0 else shade)
    draw.rounded_rectangle(
        [cx - r * 0.94, cy - r * 1.12, cx + r * 0.94, cy + r * 1.2], radius=int(r * 0.92), fill=bytes_of(skin)
    )
    cheek = Image.new("L", image.size)
    pen = ImageDraw.Draw(cheek)
    pen.rounded_rectangle(
        [cx - r * 0.94, cy - r * 1.12, cx + r * 0.94, cy + r * 1.2], radius=int(r * 0.92), fill=255
    )
    pen.ellipse([cx - r * 1.9, cy - r * 1.5, cx + r * 0.48, cy + r * 1.5], fill=0)
    image.paste(
        bytes_of(shade),
        (0, 0),
        cheek.filter(ImageFilter.GaussianBlur(9)).point([v * 150 // 255 for v in range(256)]),
    )
    features(scene, image, draw, skin, hair, cx, cy, r)
    front_hair(scene, draw, style, hair, cx, cy, r)


def collar(scene: Scene, draw: Pen, cloth: Colour, cx: float) -> None:
    light = blend(cloth, (1, 1, 1), 0.35)
    match scene.whole(0, 3):
        case 0:
            draw.polygon([(cx - 78, 596), (cx, 690), (cx - 120, 672)], fill=bytes_of(light))
            draw.polygon(
                [(cx + 78, 596), (cx, 690), (cx + 120, 672)], fill=bytes_of(blend(light, (0, 0, 0), 0.1))
            )
        case 1:
            draw.rounded_rectangle(
                [cx - 84, 560, cx + 84, 640], radius=34, fill=bytes_of(blend(cloth, (0, 0, 0), 0.14))
            )
        case 2:
            for i in range(4):
                draw.arc(
                    [cx - 290, 650 + 52 * i, cx + 290, 1165 + 52 * i],
                    180,
                    360,
                    fill=bytes_of(light),
                    width=14,
                )
        case _:
            pass


def features(
    scene: Scene, image: Image.Image, draw: Pen, skin: Colour, hair: Colour, cx: float, cy: float, r: float
) -> None:
    """Brows, eyes, nose, mouth, blush; glasses or a beard for some."""
    dark = blend(skin, (0.10, 0.04, 0.06), 0.82)
    brow = blend(hair, (0.08, 0.05, 0.05), 0.45)
    blush = Image.new("L", image.size)
    pen = ImageDraw.Draw(blush)
    for s in (-1, 1):
        pen.ellipse([cx + s * 84 - 36, cy + 42, cx + s * 84 + 36, cy + 92], fill=92)
    image.paste(bytes_of(blend(skin, rgb("d8344a"), 0.6)), (0, 0), blush.filter(ImageFilter.GaussianBlur(15)))
    if scene.mood.startswith("man") and scene.chance(0.45):
        beard(draw, skin, hair, cx, cy, r)
    smile = scene.whole(0, 2)
    for s in (-1, 1):
        x = cx + s * 62
        if smile == 2:
            draw.arc([x - 24, cy - 6, x + 24, cy + 34], 200, 340, fill=bytes_of(dark), width=9)
        else:
            oval(draw, x, cy + 10, 13, 17, dark)
            oval(draw, x - 4, cy + 4, 4.5, 5, (1, 1, 1))
        draw.arc(
            [x - 36, cy - 46, x + 36, cy + 8],
            205 if s < 0 else 215,
            325 if s < 0 else 335,
            fill=bytes_of(brow),
            width=10,
        )
    draw.arc(
        [cx - 20, cy + 22, cx + 22, cy + 62],
        20,
        130,
        fill=bytes_of(blend(skin, (0.45, 0.1, 0.12), 0.5)),
        width=8,
    )
    mouth(draw, skin, cx, cy, laughs=smile == 1)
    if scene.chance(0.3):
        glasses(draw, rgbs("22222a 8a4a2a 3a4a6a")[scene.whole(0, 2)], cx, cy)


def beard(draw: Pen, skin: Colour, hair: Colour, cx: float, cy: float, r: float) -> None:
    draw.pieslice([cx - r * 0.94, cy - r * 0.72, cx + r * 0.94, cy + r * 1.26], 8, 172, fill=bytes_of(hair))
    draw.ellipse([cx - 92, cy + 8, cx + 92, cy + 112], fill=bytes_of(skin))
    draw.rounded_rectangle([cx - 62, cy + 82, cx + 62, cy + 108], radius=13, fill=bytes_of(hair))


def mouth(draw: Pen, skin: Colour, cx: float, cy: float, *, laughs: bool) -> None:
    lips = blend(skin, rgb("a8283a"), 0.62)
    if laughs:
        draw.chord(
            [cx - 44, cy + 58, cx + 44, cy + 126],
            8,
            172,
            fill=bytes_of((1, 0.98, 0.95)),
            outline=bytes_of(lips),
            width=5,
        )
    else:
        draw.arc([cx - 42, cy + 50, cx + 42, cy + 114], 25, 155, fill=bytes_of(lips), width=10)


def glasses(draw: Pen, colour: Colour, cx: float, cy: float) -> None:
    rim = bytes_of(colour)
    for s in (-1, 1):
        draw.ellipse([cx + s * 64 - 46, cy - 34, cx + s * 64 + 46, cy + 54], outline=rim, width=8)
    draw.line([(cx - 19, cy + 6), (cx + 19, cy + 6)], fill=rim, width=8)


def back_hair(draw: Pen, style: int, hair: Colour, cx: float, cy: float, r: float) -> None:
    dark = bytes_of(blend(hair, (0, 0, 0), 0.25))
    if style in (0, 5):
        draw.rounded_rectangle(
            [cx - r * 1.22, cy - r * 1.2, cx + r * 1.22, cy + r * 2.1], radius=130, fill=dark
        )
    elif style == 1:
        for i in range(26):
            angle = i / 26 * 2 * np.pi
            x, y = cx + np.cos(angle) * r * 1.12, cy - 40 + np.sin(angle) * r * 1.10
            draw.ellipse([x - 66, y - 66, x + 66, y + 66], fill=dark)
    elif style == 2:
        draw.ellipse([cx - 72, cy - r * 1.95, cx + 72, cy - r * 1.0], fill=dark)
    elif style == 6:
        draw.rounded_rectangle(
            [cx - r * 1.16, cy - r * 1.2, cx + r * 1.16, cy + r * 0.95], radius=110, fill=dark
        )
    elif style == 7:
        draw.ellipse(
            [cx - r * 1.25, cy - r * 1.42, cx + r * 1.25, cy + r * 1.55],
            fill=bytes_of(blend(hair, rgb("3f7f8a"), 0.75)),
        )
        draw.polygon(
            [(cx - r * 1.2, cy + 40), (cx + r * 1.2, cy + 40), (cx + 240, 800), (cx - 240, 800)],
            fill=bytes_of(blend(hair, rgb("3f7f8a"), 0.75)),
        )


def front_hair(scene: Scene, draw: Pen, style: int, hair: Colour, cx: float, cy: float, r: float) -> None:
    tone, light = bytes_of(hair), bytes_of(blend(hair, (1, 0.9, 0.75), 0.16))
    crown = [cx - r * 1.04, cy - r * 1.32, cx + r * 1.04, cy + r * 0.75]
    match style:
        case 7:
            scarf(draw, blend(blend(hair, rgb("3f7f8a"), 0.75), (1, 1, 1), 0.12), cx, cy, r)
        case 8:
            woollen_hat(draw, CLOTHES[scene.whole(0, len(CLOTHES) - 1)], cx, cy, r)
        case 4:
            draw.chord(crown, 198, 342, fill=bytes_of(blend(hair, (0.5, 0.4, 0.35), 0.25)))
        case 3:
            draw.chord(crown, 188, 352, fill=tone)
            for i in range(7):
                x = cx - r * 0.9 + i * r * 0.3
                draw.ellipse(
                    [x - 50, cy - r * 1.42 + abs(i - 3) * 8, x + 50, cy - r * 0.72 + abs(i - 3) * 14],
                    fill=tone if i % 2 else light,
                )
        case 1:
            for i in range(9):
                angle = np.pi + (i + 0.5) / 9 * np.pi
                x, y = cx + np.cos(angle) * r * 0.92, cy - 34 + np.sin(angle) * r * 0.92
                draw.ellipse([x - 54, y - 54, x + 54, y + 54], fill=tone if i % 2 else light)
        case _:
            side = -1 if scene.chance(0.5) else 1
            draw.chord(crown, 186, 354, fill=tone)
            combed(draw, hair, cx, cy, r, side=side)
            if style != 2:
                strands(draw, tone, cx, cy, r, low=0.75 if style == 6 else 1.7)


def combed(draw: Pen, hair: Colour, cx: float, cy: float, r: float, *, side: int) -> None:
    """A parting: the fringe falls to one side."""
    tone, light = bytes_of(hair), bytes_of(blend(hair, (1, 0.9, 0.75), 0.16))
    draw.polygon(
        [
            (cx + side * r * 0.2, cy - r * 1.2),
            (cx - side * r * 1.02, cy - r * 0.1),
            (cx - side * r * 1.0, cy - r * 0.55),
        ],
        fill=tone,
    )
    draw.chord(
        [cx - r * 1.0 + side * 60, cy - r * 1.28, cx + r * 1.0 + side * 60, cy + r * 0.1],
        196 if side < 0 else 224,
        316 if side < 0 else 344,
        fill=light,
    )


def strands(draw: Pen, tone: tuple[int, int, int], cx: float, cy: float, r: float, *, low: float) -> None:
    """Hair beside the face, down to low head widths below its middle."""
    for s in (-1, 1):
        draw.rounded_rectangle(
            [cx + s * r * 1.02 - 34, cy - r * 0.62, cx + s * r * 1.02 + 34, cy + r * low],
            radius=32,
            fill=tone,
        )


def scarf(draw: Pen, cloth: Colour, cx: float, cy: float, r: float) -> None:
    draw.arc(
        [cx - r * 1.22, cy - r * 1.40, cx + r * 1.22, cy + r * 1.6],
        150,
        390,
        fill=bytes_of(cloth),
        width=44,
    )
    draw.chord(
        [cx - r * 1.05, cy - r * 1.30, cx + r * 1.05, cy + r * 0.4],
        205,
        335,
        fill=bytes_of(cloth),
    )


def woollen_hat(draw: Pen, hat: Colour, cx: float, cy: float, r: float) -> None:
    draw.chord([cx - r * 1.08, cy - r * 1.62, cx + r * 1.08, cy + r * 0.72], 184, 356, fill=bytes_of(hat))
    draw.rounded_rectangle(
        [cx - r * 1.14, cy - r * 0.72, cx + r * 1.14, cy - r * 0.38],
        radius=24,
        fill=bytes_of(blend(hat, (1, 1, 1), 0.22)),
    )
    oval(draw, cx, cy - r * 1.62, 40, 40, blend(hat, (1, 1, 1), 0.35))
