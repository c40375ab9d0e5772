"""What is said about mountains, woods, fields and gardens."""

from tintype.demo.words.said import Words, said

LAND: dict[str, Words] = {
    "ridges": said(
        "mountains",
        "Ridge behind ridge of forested mountains, each paler than the one before it",
        "mountains layers hiking mist landscape",
        "Seven ridges|Breathing|Paper mountains|Depth",
        """
        Counted seven ridges before the fog took the eighth.
        Up at four for this. No regrets, only cold coffee.
        The valley was still asleep and so was half of me.
        Every layer a little quieter than the last.
        Nothing to add. The mountains said it.
        It lasted six minutes and then it was just a Tuesday.
        """,
    ),
    "peaks": said(
        "mountains",
        "A snow-capped mountain range above meadows, mirrored in a lake",
        "mountains lake alps hiking reflection",
        "Mirror|North face|Still water|First snow",
        """
        Not a breath of wind for ten whole minutes.
        The lake did all the work.
        Three hours up, one frame, worth the blisters.
        Fresh snow on the summit, wildflowers at my boots.
        Whoever painted this was showing off.
        My knees say no more mountains. My camera says tomorrow.
        """,
    ),
    "dunes": said(
        "desert",
        "Sand dunes with sharp crests and long shadows",
        "desert dunes sahara minimal light",
        "Crest|Wind, drawing|Sand and shade|Two hours of light",
        """
        The wind had signed its work by morning.
        Sand in the lens, sand in the tea, sand in everything. Happy.
        One line is enough.
        Walk on the crest, they said. It keeps falling away, they did not say.
        The desert is loud about its silence.
        """,
    ),
    "rows": said(
        "fields",
        "Rows of blossom running to the horizon, with a single tree",
        "field spring lavender tulips countryside",
        "In rows|Vanishing point|The last tree|Bees at work",
        """
        You can smell this picture.
        Somebody planted every one of these by hand.
        Bees: thousands. Me: one, politely at the edge.
        All lines lead to that tree.
        We stopped the car in the middle of nowhere and stayed an hour.
        """,
    ),
    "forest": said(
        "forest",
        "Tall spruces fading into fog",
        "forest fog trees moody woods",
        "Soft edges|The hush|Further in|Woodsmoke",
        """
        The forest keeps its voice down in weather like this.
        Heard a woodpecker, saw nothing, loved it.
        Fog is just the sky coming to visit.
        Bad visibility, they said. Perfect visibility, I say.
        Walked in circles and did not mind.
        """,
    ),
    "tree": said(
        "fields",
        "A lone tree on a hill before a wide sky",
        "tree minimal sky solitude silhouette",
        "Standing|One|Company|The old one",
        """
        I visit this tree more often than my relatives.
        Same tree, three hundredth picture.
        Struck by lightning twice. Still the tallest here.
        It was here before the road and it will be here after.
        Somebody hung a swing on it once. The rope is still there.
        """,
    ),
    "snow": said(
        "forest",
        "Snow-covered spruces on white ground while snow is falling",
        "winter snow forest cold cabin",
        "Quiet, falling|First snow|Minus twelve|White noise",
        """
        Snow turns the volume down.
        Minus twelve and not a cloud of doubt.
        Flakes the size of coins. Could not feel my thumbs.
        The first real snow! I am eight years old again.
        Every branch carrying its share.
        """,
    ),
    "avenue": said(
        "forest",
        "A path between trees in autumn colours, leaves on the ground",
        "autumn fall leaves park walk",
        "October|Long way home|Rust and gold|Crunch",
        """
        I took the long way. On purpose.
        Crunch crunch crunch.
        Peak colour was yesterday at 4 pm, for the record.
        Every year I think it cannot be that orange. Every year.
        Soup weather.
        """,
    ),
    "dahlia": said(
        "fields",
        "A dahlia in full bloom, ring upon ring of petals, soft garden behind it",
        "dahlia flower garden macro bloom",
        "Café au lait|Full bloom|Opened overnight|Ring on ring",
        """
        She opened overnight and did not even text.
        Count the petals. I will wait.
        Third year from the same tuber. Family by now.
        Late summer showing off.
        An earwig lives in here and pays no rent.
        """,
    ),
    "sunflower": said(
        "fields",
        "The heart of a sunflower with its spirals of seeds and yellow petals",
        "sunflower summer yellow macro garden",
        "Fibonacci's favourite|Face to face|August",
        """
        34 spirals one way, 55 the other. Go on, count.
        Taller than me and twice as cheerful.
        It followed the sun all day and I followed it.
        The birds have a reservation for September.
        """,
    ),
    "meadow": said(
        "fields",
        "A meadow full of wild flowers under a wide sky",
        "meadow wildflowers summer field countryside",
        "Lie down here|Hay fever|June|Unmown",
        """
        Hay fever: yes. Regrets: no.
        They stopped mowing here three years ago. Look.
        Lie down, it is softer than it looks.
        Everything hums.
        """,
    ),
    "fern": said(
        "forest",
        "Green leaves of ferns, some sharp and some soft",
        "fern green leaves plants macro",
        "Unfurled|Understorey|Green on green",
        """
        Three hundred million years and still in fashion.
        Green on green on green.
        The understorey has its own weather.
        It smelled of rain before the rain.
        """,
    ),
}
