"""What people in the measured site write: sentences of ordinary lengths, drawn by a seed."""

import random

SENTENCES = (
    "First light over the harbour, nobody else awake.",
    "We walked for six hours and saw one fox, two herons and no people at all.",
    "Still thinking about that soup.",
    "The tram was late, so I had time for this.",
    "My grandmother planted this tree in 1962; today it is taller than the house.",
    "Fog.",
    "Shot on the way home, one hand on the railing, the other on the phone.",
    "Third attempt at the same corner, and finally the clouds did what I asked them to.",
    "Does anyone know what this flower is called?",
    "Market day: plums, loud voices, a brass band that only knew two songs and played both of them well.",
    "Rain again, which is the reason why everything here is so green.",
    "A year ago we moved in with two chairs and a lamp. Look at it now.",
    "Summit at noon, soup at one, asleep by eight.",
    "The light in this kitchen lasts for eleven minutes in November; I have counted.",
    "Zwischen den Häusern wird es schon um vier Uhr dunkel.",
    "Le matin, avant que la ville se réveille.",
    "朝の散歩。静かで、少し寒い。",
    "Before and after: swipe to see what three weekends and a lot of sandpaper can do to an old table.",
)
TAGS = (
    "#morning",
    "#harbour",
    "#film",
    "#street",
    "#mountains",
    "#food",
    "#home",
    "#winter",
    "#garden",
    "#sea",
    "#朝",
)
REPLIES = (
    "Beautiful!",
    "Where is this?",
    "I was there last week and it looked nothing like that. Well seen.",
    "The second one is my favourite.",
    "😍😍",
    "Print this one, please.",
    "That light …",
    "Missing this place so much. Say hello to everybody.",
)


def caption(rng: random.Random) -> str | None:
    """One to three sentences and up to three tags; one post in eight has none."""
    if rng.random() < 1 / 8:
        return None
    words = " ".join(rng.sample(SENTENCES, rng.choice((1, 1, 1, 2, 2, 3))))
    tags = " ".join(rng.sample(TAGS, rng.choice((0, 0, 1, 2, 3))))
    return f"{words} {tags}".strip()


def reply(rng: random.Random) -> str:
    """A comment."""
    return rng.choice(REPLIES)


def photos(rng: random.Random) -> int:
    """How many photos a post has: half have one, a quarter two, the others up to ten; the median is 1.5."""
    return rng.choice((1, 1, 1, 1, 2, 2, 3, rng.randint(4, 10)))
