"""All motifs by name: how they are drawn, in which moods and looks, and how often they occur."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PIL import Image

from tintype.demo.pictures import (
    architecture,
    cities,
    fields,
    flowers,
    journeys,
    landscapes,
    light,
    meadows,
    nights,
    patterns,
    portraits,
    snow,
    still_lives,
    streets,
    trees,
    village,
    water,
    windows,
)
from tintype.demo.pictures.finish import finished, jpeg
from tintype.demo.pictures.scene import Scene

# Even numbers, and long sides of 1080 to 1200 pixels: the largest variant that is served is 1080 wide.
SHAPES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"square": (1080, 1080), "portrait": (896, 1120), "landscape": (1080, 720), "wide": (1200, 672)}
)

COLOUR = ("plain", "kodak", "warm", "faded")
CLEAR = ("plain", "vivid", "kodak")
NIGHT = ("plain", "cold", "teal")


@dataclass(frozen=True)
class Motif:
    """draw makes the raw picture; weight is its share among all pictures."""

    name: str
    draw: Callable[[Scene], Image.Image]
    moods: tuple[str, ...]
    looks: tuple[str, ...]
    shapes: tuple[str, ...]
    weight: float
    bloom: float = 0.25


@dataclass(frozen=True)
class Picture:
    """One picture to be drawn; equal pictures have equal pixels."""

    motif: str
    mood: str
    look: str
    shape: str
    seed: int


WIDE = ("landscape", "landscape", "portrait", "wide", "square")
TALL = ("portrait", "portrait", "square", "landscape")
ANY = ("square", "portrait", "landscape")

MOTIFS: Mapping[str, Motif] = MappingProxyType(
    {
        motif.name: motif
        for motif in (
            Motif(
                "ridges",
                landscapes.ridges,
                ("dawn", "golden", "mist", "dusk", "dawn"),
                (*COLOUR, "cold"),
                WIDE,
                5,
            ),
            Motif(
                "peaks",
                landscapes.peaks,
                ("day", "dawn", "golden", "dusk", "mist"),
                ("plain", "kodak", "cold", "mono"),
                WIDE,
                4.5,
            ),
            Motif(
                "dunes",
                landscapes.dunes,
                ("golden", "golden", "dawn", "dusk"),
                ("plain", "kodak", "teal", "warm"),
                WIDE,
                3,
            ),
            Motif(
                "rows", fields.rows, ("golden", "day", "dusk", "dawn"), ("plain", "kodak", "warm"), WIDE, 2.5
            ),
            Motif(
                "forest",
                trees.foggy_forest,
                ("mist", "mist", "dawn", "golden"),
                ("plain", "cold", "faded", "mono"),
                TALL,
                4,
            ),
            Motif(
                "tree",
                trees.lone_tree,
                ("dusk", "golden", "dawn", "mist"),
                ("plain", "kodak", "mono"),
                WIDE,
                2,
            ),
            Motif("snow", snow.snowy_wood, ("blue", "mist", "dawn"), ("plain", "cold"), WIDE, 2.5),
            Motif("avenue", trees.autumn_avenue, ("golden",), ("plain", "kodak", "warm"), TALL, 2.5),
            Motif("sea", water.sea, ("dusk", "golden", "dawn", "blue", "mist"), (*COLOUR, "cold"), WIDE, 4),
            Motif("shore", patterns.from_above, ("day",), ("plain", "kodak", "faded"), ANY, 3.5),
            Motif("milky way", nights.milky_way, ("night",), NIGHT, WIDE, 3, 0.35),
            Motif("aurora", nights.aurora, ("night",), ("plain", "vivid"), WIDE, 2.5, 0.35),
            Motif("moon", nights.moonrise, ("night",), ("plain", "cold", "mono"), WIDE, 2),
            Motif("fireworks", nights.fireworks, ("night",), ("plain", "vivid"), WIDE, 1.5, 0.4),
            Motif(
                "skyline",
                cities.skyline_at_dusk,
                ("dusk", "blue", "golden", "dusk"),
                ("plain", "kodak", "teal", "cold"),
                WIDE,
                4,
                0.4,
            ),
            Motif("bokeh", cities.bokeh, ("night",), ("plain", "vivid"), ANY, 1.5, 0.4),
            Motif("rain", cities.rainy_window, ("night",), ("plain", "teal"), TALL, 2.5, 0.4),
            Motif("street", streets.wet_street, ("night",), ("plain", "teal", "vivid"), TALL, 3, 0.55),
            Motif("front", architecture.front, ("day",), ("plain", "kodak", "faded"), TALL, 2),
            Motif("arcade", architecture.arcade, ("day",), ("plain", "kodak", "warm", "mono"), TALL, 2.5),
            Motif(
                "spiral",
                architecture.spiral,
                ("day",),
                ("plain", "mono", "sepia", "teal"),
                ("square", "portrait"),
                2,
            ),
            Motif("village", village.white_village, ("day",), ("plain", "kodak"), TALL, 2),
            Motif("marble", patterns.marbled, ("studio",), CLEAR, ANY, 2.5),
            Motif("paper", patterns.cut_paper, ("studio",), CLEAR, ANY, 2),
            Motif("tiles", patterns.tiles, ("day",), ("plain", "kodak", "warm"), ANY, 2.5),
            Motif("glass", patterns.stained_glass, ("day",), CLEAR, TALL, 1.5, 0.4),
            Motif("folds", patterns.waves_of_lines, ("studio",), CLEAR, ANY, 2),
            Motif("dahlia", flowers.dahlia, ("garden",), ("plain", "kodak", "faded"), TALL, 3),
            Motif("sunflower", flowers.sunflower, ("garden",), ("plain", "kodak", "warm"), ANY, 1.5),
            Motif("meadow", meadows.meadow, ("golden", "day", "dawn"), ("plain", "kodak", "warm"), WIDE, 2.5),
            Motif("fern", meadows.fern, ("garden",), ("plain", "kodak", "teal"), TALL, 1.2),
            Motif("fruit", still_lives.fruit, ("studio",), ("plain", "kodak", "warm"), ANY, 3),
            Motif(
                "coffee",
                still_lives.coffee,
                ("morning",),
                ("plain", "kodak", "warm", "faded"),
                ("square", "portrait"),
                3,
            ),
            Motif("record", still_lives.record, ("evening",), ("plain", "kodak", "teal"), ANY, 1.5),
            Motif("car trails", light.car_trails, ("dusk", "blue"), ("plain", "teal"), WIDE, 2, 0.4),
            Motif("light figure", light.light_figure, ("night",), ("plain", "vivid"), ("square",), 1),
            Motif("jellyfish", light.jellyfish, ("deep",), ("plain", "vivid"), TALL, 1.8),
            Motif("lanterns", light.lanterns, ("night",), ("plain", "warm"), WIDE, 1.5, 0.4),
            Motif("under water", light.under_water, ("deep",), ("plain", "teal"), WIDE, 1.5),
            Motif(
                "balloons", journeys.balloons, ("dawn", "golden", "mist"), ("plain", "kodak", "warm"), WIDE, 3
            ),
            Motif("sail", journeys.sail, ("golden", "dusk", "dawn"), COLOUR, WIDE, 2.5),
            Motif(
                "lighthouse",
                journeys.lighthouse,
                ("dusk", "blue", "golden"),
                ("plain", "kodak"),
                WIDE,
                2,
                0.35,
            ),
            Motif(
                "birds",
                journeys.birds,
                ("dusk", "golden", "dawn", "mist"),
                ("plain", "kodak", "mono", "faded"),
                TALL,
                2.5,
            ),
            Motif(
                "clouds",
                landscapes.sea_of_clouds,
                ("dawn", "golden", "dusk"),
                ("plain", "warm", "faded"),
                WIDE,
                1.5,
            ),
            Motif(
                "walk",
                portraits.evening_walk,
                ("dusk", "golden", "dawn"),
                ("plain", "kodak", "warm"),
                WIDE,
                3.5,
            ),
            Motif("cat", windows.cat_at_window, ("night",), ("plain", "warm"), TALL, 2.5, 0.4),
            Motif("reader", windows.reader, ("night",), ("plain", "warm"), ("portrait", "square"), 1.5, 0.35),
        )
    }
)


def image_of(picture: Picture) -> Image.Image:
    """The finished picture."""
    motif = MOTIFS[picture.motif]
    scene = Scene(*SHAPES[picture.shape], picture.seed, picture.mood)
    return finished(scene, motif.draw(scene), picture.look, bloom=motif.bloom)


def jpeg_of(picture: Picture) -> bytes:
    """The finished picture as a photographer would upload it."""
    return jpeg(image_of(picture))
