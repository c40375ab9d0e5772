"""What people say under pictures, and what they add to captions."""

PRAISE = tuple(
    """
This stopped my thumb.
Beautiful light.
The colours!
Oh wow.
How is this real?
I can hear this picture.
Saving this one.
You have such an eye.
Printed and framed in my head already.
The mood here is everything.
Quietly perfect.
That depth though.
Made my morning, thank you.
One of your best.
I keep coming back to this.
Goosebumps.
This deserves a wall.
Love the composition, nothing in it that should not be.
The tones are so gentle.
Did you wait long for this?
Absolutely lovely.
More of this series please!
Wish I was there right now.
Stunning 😍
🔥🔥
So calm 🌿
😮 what a frame
The little details ❤️
This is how I want to remember this year.
Instant follow.
""".strip().splitlines()
)

# A question, then answers that fit it.
QUESTIONS: tuple[tuple[str, ...], ...] = tuple(
    tuple(part.strip() for part in line.split("|"))
    for line in """
Which lens is this? | 35 mm, the old scratched one. | Just the 50. Always the 50. | 24–70, at the wide end.
Where exactly is that? | The place is in the post 🙂 | Ten minutes from the parking, shh. | Sending you the pin!
Film or digital? | Digital, with a bit of grain. | Film! Portra, pushed one stop. | Digital, edited like film.
What time was this? | About twenty minutes before sunrise. | Around seven in the evening. | Far too early.
Do you sell prints? | Soon! Working on it. | Write me, I have three left. | Not yet, but you are the fourth to ask.
How did you get this light? | Patience and luck, mostly luck. | It was just there. I ran. | A window on the left.
Tripod? | A backpack and a stone. | Yes, and gloves. | A fence post. It held.
Is it a single exposure? | One single frame, promise. | Two, blended by hand. | Single, thirty seconds.
Can I come along next time? | Saturday, five o'clock, bring socks. | Always! | Only if you carry the tripod.
Did you edit the colours? | A little warmth, that is all. | Hardly. The sky did it. | Guilty of one curve.
""".strip().splitlines()
)

THANKS = tuple(
    """
Thank you so much!
That means a lot from you.
Thanks! It was a good morning.
You are too kind 🙏
Ha, thank you.
Thank you ❤️
Come and see it yourself!
Appreciate it!
""".strip().splitlines()
)

AFTERTHOUGHTS = tuple(
    """
Swipe for the others.
Part of a longer series.
Straight out of camera, more or less.
Thank you for all the kind words on the last one.
Prints soon.
Which one would you keep?
More from this day tomorrow.
Listening to rain while I edit.
From the archive, but it still does something to me.
Shot on a borrowed lens. Not giving it back.
""".strip().splitlines()
)

COMPANY = (
    "with {}",
    "Thanks for the company, {}.",
    "{} carried the tripod.",
    "{} found this spot.",
    "For {}, who asked.",
)
