"""What is said about cities, houses, tables and studios."""

from tintype.demo.words.said import Words, said

INDOORS: dict[str, Words] = {
    "fireworks": said(
        "city",
        "Fireworks bursting over a city waterfront",
        "fireworks festival night celebration city",
        "Midnight|Boom|Eleven seconds|Happy new something",
        """
        Ears still ringing. Worth it.
        The finale was eleven seconds long. I counted, I always count.
        Happy birthday, whichever city you are.
        Everyone looked up at once. That was the best part.
        """,
    ),
    "skyline": said(
        "city",
        "City towers across a river with lit windows, reflected in the water",
        "city skyline architecture evening reflection",
        "Downtown|Lights on|Everybody home|Across the river",
        """
        Every window is somebody's evening.
        Stood on this bridge until the last office went dark. It did not.
        The city looks kinder from the other side of the river.
        Blue hour: twenty minutes a day in which everything is forgiven.
        Missed my train for this. Missed the next one too.
        """,
    ),
    "bokeh": said(
        "city",
        "City lights out of focus, soft discs of colour",
        "bokeh city lights night abstract",
        "Without my glasses|Soft focus|Everything sparkles",
        """
        How the city looks without my glasses.
        Forgot to focus. Kept it.
        Tail lights, shop lights, one traffic light with ambition.
        Fifty millimetres, wide open, no plan.
        """,
    ),
    "rain": said(
        "city",
        "Raindrops on a window pane, city lights blurred behind it",
        "rain window city moody night",
        "Stay in|Line 7|Tuesday weather|Ten to six",
        """
        The only thing on today's list: listen to this.
        Seat by the window, line 7, no hurry.
        Every drop holds the whole street upside down.
        Rain check. Literally.
        Perfect weather for soup and for cancelling plans.
        """,
    ),
    "street": said(
        "city",
        "A narrow street at night with neon signs reflected in wet ground, one person with an umbrella",
        "street neon night rain city",
        "After rain|Last train|Neon hour|Side street",
        """
        After the rain every street is two streets.
        Waited forty minutes for one umbrella.
        The noodle place on the left is the reason I came.
        You can hear the signs hum.
        Wrong turn, right street.
        """,
    ),
    "front": said(
        "old town",
        "The corner of an old house with shutters and balconies against the sky",
        "architecture facade city windows symmetry",
        "Corner house|Third floor|Shutters|Half past four",
        """
        Third floor left, please. With the balcony.
        The light makes it around the corner at half past four.
        Counted the shutters. Two are painted on.
        Who waters all these plants?
        Symmetry, with neighbours.
        """,
    ),
    "arcade": said(
        "old town",
        "A walk under stone arches with sunlight falling through them on the floor",
        "architecture arches light shadow stone",
        "Noon under arches|Eleven steps of light|Shade|Portico",
        """
        The shade here is five hundred years old.
        Sun, shade, sun, shade, gelato.
        The floor is a sundial if you wait long enough.
        Nobody about but me and a very small cat.
        Somebody calculated this light before they laid the first stone.
        """,
    ),
    "spiral": said(
        "old town",
        "A spiral staircase seen from above, winding down into light",
        "stairs spiral architecture lookingdown geometry",
        "Downward|112 steps|Nautilus|Dizzy",
        """
        112 steps. The lift was broken. Thank you, lift.
        Held the phone over the void with both hands and my breath.
        The caretaker let me in for two minutes. I took four.
        A seashell with a handrail.
        """,
    ),
    "village": said(
        "south",
        "A white house with a coloured door under bougainvillea, the sea behind it",
        "mediterranean summer white village travel",
        "Siesta|The blue one|Noon|House with a view",
        """
        Two in the afternoon. Even the shadows are asleep.
        I would like to be a cat in this village.
        Grandmother behind that door makes the best figs.
        White, blue, pink, repeat.
        Moved here in my head about ten minutes ago.
        """,
    ),
    "marble": said(
        "home",
        "Paint in bands of colour that have run into each other like marble",
        "abstract fluid paint texture colour",
        "Pour no. 14|Slow chemistry|Agate|Current",
        """
        Pour number 14. The first thirteen were brown.
        You tilt it and then you let go. That is the whole lesson.
        Looks like a planet I would like to visit.
        My kitchen table will never be the same.
        """,
    ),
    "paper": said(
        "home",
        "Sheets of coloured paper cut in curves, one above the other with shadows between",
        "papercut paper layers craft minimal",
        "Layers|Cut|Nine sheets|Crater",
        """
        Nine sheets, one blade, no plan B.
        The shadows do most of the drawing.
        Cutting paper is the slowest way I know to calm down.
        Made this while the rice was cooking. The rice burned.
        """,
    ),
    "tiles": said(
        "old town",
        "Glazed tiles with a repeating ornament, the shade of leaves across them",
        "tiles azulejo pattern handmade geometry",
        "Glaze|Azulejo|Repeat, slowly|Courtyard wall",
        """
        No two are quite the same. That is the point.
        Found behind a dentist's office. Always go around the corner.
        Hand painted, hand fired, hand dusted by me for this picture.
        The wall is older than my country.
        """,
    ),
    "glass": said(
        "old town",
        "Panes of coloured glass in lead with light behind them",
        "stainedglass colour light window church",
        "Morning, through glass|Lead and light|West window",
        """
        Ten in the morning, when the west wall turns blue.
        It threw confetti on the floor for exactly one hour.
        They swept the whole nave in colour.
        Stood in the red patch for a while. Recommended.
        """,
    ),
    "folds": said(
        "home",
        "Waves of folded stripes, lit from one side",
        "abstract lines stripes waves pattern",
        "Fold|Strata|Undulation|Sound of a colour",
        """
        Somewhere between a landscape and a bed sheet.
        Strata of a very neat planet.
        I followed one line with my finger and lost half an hour.
        Test print number six, the one that stays.
        """,
    ),
    "fruit": said(
        "home",
        "Fruit on a wooden table in soft light from a window",
        "stilllife fruit windowlight kitchen painterly",
        "Still life with lunch|Window light|Before the jam|Market day",
        """
        Old masters, new lunch.
        Arranged for an hour, eaten in four minutes.
        From the market, from the one honest stall.
        North window, bounced off a newspaper.
        Before the jam.
        """,
    ),
    "coffee": said(
        "home",
        "A cup of coffee from above with a leaf drawn in the milk foam",
        "coffee latteart morning cafe flatlay",
        "First one|Ten past seven|Rosetta|Do not speak yet",
        """
        Do not speak to me yet.
        My pour is getting there. The left side was lucky.
        Ten past seven, corner table, no phone. Well, one picture.
        Second cup counts as breakfast, surely.
        Rosetta attempt 412.
        """,
    ),
    "record": said(
        "home",
        "A vinyl record with light on its grooves and a coloured label",
        "vinyl record music analog turntable",
        "Side B|33⅓|Needle down|Crackle",
        """
        Side B is where they hid the good one.
        Found it for two euros, scratch included.
        The neighbours have excellent taste now too.
        Needle down, world off.
        """,
    ),
    "car trails": said(
        "mountains",
        "Light trails of cars on a road that winds through evening hills",
        "longexposure lighttrails road night bluehour",
        "Going home|Thirty seconds of Friday|Pass road|Red and white",
        """
        Thirty seconds of Friday traffic.
        White comes, red goes.
        Waited for a bus. Not to take it, to expose it.
        The road draws itself if you let it.
        """,
    ),
    "light figure": said(
        "home",
        "A figure drawn in the dark by a swinging light",
        "lightpainting longexposure physics abstract lissajous",
        "3:4|Pendulum|What a string knows",
        """
        A torch on a string, a dark room, four minutes.
        Physics does the drawing, I just hold the door shut.
        Ratio three to four, slightly off, hence the drift.
        """,
    ),
    "lanterns": said(
        "city",
        "Paper lanterns with lights rising over a lake at night",
        "lanterns festival night lights lake",
        "Let go|Yi Peng|A thousand small wishes",
        """
        Everyone wrote something on theirs. Nobody told.
        A thousand small wishes, all going the same way.
        Held it until it pulled. Then let go.
        The lake kept a copy.
        """,
    ),
    "walk": said(
        "home",
        "People walking on a hill, dark before a very large setting sun",
        "silhouette sunset people evening together",
        "Us|Home before dark|Long shadows|Same way every day",
        """
        Same walk every evening, never the same sky.
        They did not know I was there. I gave them the print.
        Thirty years married. Still the same pace.
        Somebody small asked where the sun sleeps.
        Home before dark, more or less.
        """,
    ),
    "cat": said(
        "city",
        "A cat on a window sill at night, city lights out of focus behind it",
        "cat catsofphotography night window cozy",
        "Night watch|The landlord|Supervisor|Whiskers, Lights",
        """
        The landlord inspecting the city.
        She has been watching the same moth since eight.
        Night shift.
        I pay the rent, he has the view.
        Asked for a portrait, got a back. Fair.
        """,
    ),
    "reader": said(
        "city",
        "A lit window in a dark house: someone reads at a table under a lamp",
        "window night reading cozy storytelling",
        "One more chapter|The light across|Half past eleven",
        """
        One more chapter, says every lit window.
        The light across the yard. Never met, always reassured.
        Asked permission, got invited for tea.
        Half past eleven and still on page nine.
        """,
    ),
}
