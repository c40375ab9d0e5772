"""What is said about the sea and the sky."""

from tintype.demo.words.said import Words, said

SEA_AND_SKY: dict[str, Words] = {
    "sea": said(
        "sea",
        "The open sea with a low sun and a path of light on the waves",
        "sea ocean sunset horizon waves",
        "Light path|Last minutes|Salt|Outgoing",
        """
        The sun took its time today.
        Came for a swim, stayed for this.
        Somewhere out there it is already tomorrow.
        The sea was practising its silver.
        Stood still until my feet sank in.
        I have 400 pictures of this horizon and I am not sorry.
        """,
    ),
    "shore": said(
        "tropics",
        "A beach from above: turquoise water, lines of foam, sand",
        "beach drone fromabove waves turquoise",
        "Where it ends|Lace|Tide table|Edge",
        """
        From up here the waves look like lace.
        Low tide, no footprints yet.
        The colour is real. I checked twice.
        One hundred metres up and I can still hear it.
        A line that is redrawn every seven seconds.
        """,
    ),
    "milky way": said(
        "mountains",
        "The Milky Way over dark hills",
        "milkyway astro nightsky stars longexposure",
        "25 seconds|Up there|Our street|Dark site",
        """
        25 seconds, f/1.8, one very cold photographer.
        No moon, no towns, no words.
        That smear is four hundred billion suns. Anyway, how was your day?
        Slept in the car, woke up at two, looked up.
        The dog was not impressed. I was.
        """,
    ),
    "aurora": said(
        "north",
        "Northern lights in green and violet curtains over water",
        "aurora northernlights night arctic winter",
        "Green fire|Kp 6|The curtain|Solar wind",
        """
        It danced for eleven minutes and we forgot to eat.
        Kp 6 and clear. You run out in your slippers for that.
        My grandmother whistled at it as a child. You are not supposed to.
        No picture moves like it did.
        The snow itself turned green.
        """,
    ),
    "moon": said(
        "sea",
        "A large full moon rising behind dark hills",
        "moon fullmoon night telephoto",
        "Rising|Almost full|Neighbour|Perigee",
        """
        She came up exactly where the app said she would.
        300 mm and a fence post for a tripod.
        The neighbours think I am watching them. I am watching the moon.
        Full, and very aware of it.
        """,
    ),
    "jellyfish": said(
        "tropics",
        "Glowing jellyfish drifting in deep water",
        "jellyfish ocean underwater aquarium blue",
        "Drift|No bones, no plans|Bells|Slow parade",
        """
        No bones, no brain, no deadlines.
        Watched them for an hour. They did not notice.
        Breathing practice.
        They have been doing this for five hundred million years. Respect.
        """,
    ),
    "under water": said(
        "tropics",
        "Sunlight falling through blue water over a shoal of fish",
        "underwater diving ocean fish blue",
        "Ceiling of light|Twelve metres|Commuters|Breathe out",
        """
        Twelve metres down, best ceiling I know.
        They turn all at once and nobody gives the order.
        Ran out of film before air. Good dive.
        The sound down here is a kind of crackle.
        """,
    ),
    "balloons": said(
        "sky",
        "Hot-air balloons over misty mountain ridges",
        "balloons sunrise travel adventure sky",
        "Up before the birds|Twelve of us|Burner, silence|Drift",
        """
        You hear the burner and then nothing at all.
        Woke up at 3:40. Forgave everybody by 5:10.
        Our pilot whistled the whole way.
        Twelve balloons, one sunrise, zero steering wheels.
        """,
    ),
    "sail": said(
        "sea",
        "A sailing boat on open water under a low sun",
        "sailing boat sea sunset wind",
        "Home by dark|Light airs|Close enough|Halyard",
        """
        Four knots and in love with it.
        The wind left at six. We did not mind.
        Saw dolphins, was steering, no picture. Here is a boat instead.
        Somebody out there is having a perfect evening.
        """,
    ),
    "lighthouse": said(
        "sea",
        "A red and white lighthouse on a rock with its beam over the sea",
        "lighthouse coast evening sea beacon",
        "Every twelve seconds|Keeper|On|Safe distance",
        """
        One flash every twelve seconds. I set my breathing to it.
        Automated since 1987. Still feels like somebody is in.
        Grandfather painted these stripes twice.
        Whoever is out there: this way.
        """,
    ),
    "birds": said(
        "sea",
        "A flock of birds turning before an evening sky",
        "birds murmuration sky evening silhouette",
        "Rehearsal|Turning|All at once|Wires",
        """
        They rehearse every evening at six and never bow.
        No conductor. I looked.
        Ten thousand opinions, one direction.
        The ones on the wire are the critics.
        """,
    ),
    "clouds": said(
        "sky",
        "A sea of clouds from above with summits standing out of it",
        "aboveclouds summit sunrise mountains view",
        "Above it all|Island peaks|Second sunrise",
        """
        Climbed through the weather and out the other side.
        The village down there thinks it is a grey day.
        Islands for one morning.
        Up here the day starts earlier.
        """,
    ),
}
