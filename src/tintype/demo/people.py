"""Sixty people: who they are, what they photograph, how often."""

from dataclasses import dataclass

# What somebody photographs: motifs of one interest, the first ones most often.
INTERESTS: dict[str, tuple[str, ...]] = {
    "mountains": ("peaks", "ridges", "forest", "snow", "clouds", "milky way", "balloons"),
    "sea": ("sea", "shore", "sail", "lighthouse", "birds", "under water", "village"),
    "city": ("street", "skyline", "rain", "bokeh", "car trails", "front", "walk"),
    "buildings": ("arcade", "spiral", "front", "village", "tiles", "glass"),
    "flowers": ("dahlia", "meadow", "rows", "sunflower", "fern", "tree"),
    "table": ("coffee", "fruit", "record", "reader", "cat", "rain"),
    "night": ("milky way", "aurora", "moon", "lanterns", "fireworks", "car trails"),
    "studio": ("marble", "paper", "folds", "light figure", "tiles", "glass"),
    "seasons": ("avenue", "snow", "forest", "tree", "meadow", "rows"),
    "travel": ("balloons", "dunes", "village", "sail", "rows", "arcade", "skyline"),
    "deep": ("jellyfish", "under water", "shore", "sea"),
    "home": ("walk", "cat", "coffee", "reader", "birds", "tree"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One account of the demo. activity is a share of all posts; fame draws followers."""

    username: str
    name: str
    bio: str
    avatar: str
    interests: tuple[str, ...]
    activity: float
    fame: float
    is_private: bool = False

    @property
    def email(self) -> str:
        # A reserved domain (RFC 2606): no letter of the demo ever reaches anybody.
        return f"{self.username.replace('_', '.')}@demo.example"


def _person(line: str) -> Person:
    username, name, avatar, interests, activity, fame, *rest = (part.strip() for part in line.split("|"))
    bio = rest[0] if rest else ""
    is_private = avatar.startswith("private ")
    return Person(
        username=username,
        name=name,
        bio=bio,
        avatar=avatar.removeprefix("private "),
        interests=tuple(interests.split()),
        activity=float(activity),
        fame=float(fame),
        is_private=is_private,
    )


# username | name | portrait | interests | activity | fame | bio. The first one is whom a visitor signs in as.
_PEOPLE = """
mira|Mira Lindqvist|woman-l|seasons home sea|2.2|3|Slow walks, early light. Medium format on Sundays.
tomasz.k|Tomasz Kowalczyk|man-l|mountains night|3.5|9|Tatra mountains, mostly before breakfast.
adaeze|Adaeze Okonkwo|woman-d|city studio|3.2|8|Lagos to Lisbon. Colour is a language.
yuki_m|Yuki Matsuda|woman-k|city table|4.0|12|Tokyo after rain. Prints on request.
rafael.s|Rafael Souza|man-m|sea travel|2.8|6|Surf, salt, a scratched 35 mm lens.
ingrid|Ingrid Solheim|woman-l|night mountains|3.0|11|Lofoten. I wait for clear skies.
noor|Noor Haddad|woman-m-s|buildings travel|2.4|5|Architect. Shadows are the best material.
liam.obrien|Liam O'Brien|man-l|sea home|1.6|2|Birds, boats and bad weather. County Clare.
priya.r|Priya Raman|woman-m|flowers table|2.6|5|Garden diary. Dahlias are my whole personality.
felix|Felix Brandt|man-l|studio buildings|2.0|4|Graphic designer, Berlin. Grids everywhere.
sofia_v|Sofía Valdés|woman-m|travel city|2.4|5|One bag, one lens, no plan.
kofi|Kofi Mensah|man-d|city night|1.8|3|Night shift, night pictures. Accra.
hana.novak|Hana Nováková|woman-l|seasons flowers|2.0|3|Forest ranger in Šumava. Trees have names.
marco.b|Marco Bianchi|man-l|table buildings|1.8|3|Coffee roaster in Torino. Crema first.
elif|Elif Yıldız|woman-m|travel sea|2.2|4|Istanbul, ferries and tea.
daniel_w|Daniel Weiss|man-l|mountains seasons|1.6|2|Alpine huts, thick socks, slow shutter.
amara|Amara Diallo|woman-d|flowers studio|2.0|4|Painter who cheats with a camera.
jonas.p|Jonas Petersen|man-l|sea deep|1.8|2|Lighthouse keeper's grandson.
mei|Mei Chen|woman-k|city home|2.2|4|Small flat, large cat.
oliver|Oliver Grant|man-l|night city|1.6|3|Long exposures and cold fingers.
zeynep|Zeynep Kaya|woman-m-s|buildings studio|1.6|3|Tiles, domes and staircases.
lucas.m|Lucas Moreau|man-l|table home|1.4|2|I cook, then I take a picture, then it is cold.
aisha|Aisha Rahman|woman-m-s|flowers seasons|1.4|2|Allotment 14. Everything grows eventually.
pavel|Pavel Sokolov|animal-owl|mountains seasons|1.6|2|Owl at heart. Up for the frost.
chiara|Chiara Rossi|woman-l|sea travel|2.0|5|Summer is a place. Mine is Puglia.
ben_t|Ben Tanaka|man-k|studio night|1.4|2|Physics teacher. Pendulums and prisms.
nina.f|Nina Fischer|woman-l|city table|1.8|3|Records, rain, the last tram.
omar|Omar Farouk|man-m|travel buildings|1.8|3|Deserts and doorways.
grace|Grace Kim|woman-k|home table|1.6|3|Plants 31, cats 2, patience some.
viktor|Viktor Nagy|man-l|city buildings|1.2|2|Budapest, stairwell by stairwell.
lea|Léa Dubois|woman-l|flowers table|1.6|3|Florist. Petals in every pocket.
sam.w|Sam Whitfield|person-l|sea deep|1.4|2|Divemaster. Mostly wet.
anjali|Anjali Mehta|woman-m|travel night|1.6|3|Festival chaser.
mateo|Mateo Ruiz|man-m|mountains travel|1.8|3|Andes on foot.
freya|Freya Nilsen|woman-l|night seasons|1.6|3|Polar night is not dark.
hugo|Hugo Lambert|animal-fox|home seasons|1.0|1|A fox in a past life.
naledi|Naledi Dlamini|woman-d|travel flowers|1.4|3|Guide in the Karoo. Golden hour is office hour.
emil|Emil Johansson|man-l|seasons sea|1.2|1|Cabin, sauna, lake. In that order.
rosa|Rosa Fernández|woman-m|buildings sea|1.4|2|White walls, blue doors.
ivan.d|Ivan Dimitrov|man-l|mountains night|1.2|1|Amateur astronomer, professional insomniac.
keiko|Keiko Arai|woman-k|studio flowers deep|1.6|3|Paper, scissors, light.
theo|Theo Papadakis|man-m|sea travel|1.4|2|Sails more than he posts.
luna.c|Luna Castillo|woman-m|night city|1.6|3|Named well.
arjun|Arjun Nair|man-m|sea seasons|1.2|2|Monsoon notes.
wilma|Wilma de Vries|woman-l|flowers seasons|1.2|1|Tulips, dikes, bicycles.
tariq|Tariq Aziz|man-m|buildings travel|1.2|2|Geometry is a kind of prayer.
clara.h|Clara Hofmann|private woman-l|home table|1.0|1|For friends.
moss.and.fern|Robin Ashdown|emblem|flowers mountains|1.4|3|Small green things.
slow.shutter|Ada Winther|emblem|night sea|1.6|4|Thirty seconds at a time.
paper.planes|Jun Park|emblem|studio city|1.4|3|Folded, cut, lit.
north.of.here|Aksel Berg|emblem|night mountains|1.4|4|68° N
salt.and.light|Inês Carvalho|emblem|sea travel|1.6|4|Atlantic mornings.
old.stairs|Milan Horvat|emblem|buildings city|1.2|2|Counting steps since 2014.
the.quiet.cup|Saoirse Byrne|emblem|table home|1.4|3|One cup, one page.
george|George Adeyemi|animal-cat|home city|0.8|1|Here for the cats.
lily.t|Lily Thornton|private woman-l|flowers home|0.8|1|Quiet corner.
max_v|Max Vogel|man-l|mountains city|0.8|1|Train rides with window seats.
ruth|Ruth Goldberg|woman-l|home seasons|0.7|1|Retired, finally outside.
enzo|Enzo Greco|private man-l|table sea|0.7|1|Lemons from nonna's tree.
jade.l|Jade Lewis|private person-d|studio night|0.7|1|Drafts and leftovers.
"""

PEOPLE: tuple[Person, ...] = tuple(_person(line) for line in _PEOPLE.strip().splitlines())
