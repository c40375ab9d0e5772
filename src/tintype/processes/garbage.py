"""When Python looks for garbage that refers to itself, of which this program makes hardly any.

Seldom, and not at the start; what is not part of such a ring is freed at once anyway.
"""

import gc

# The third is 10 where nobody says otherwise. A look at everything stops a process with full caches for 50 ms.
HOW_OFTEN = (700, 10, 100)


def put_off() -> None:
    """Look at nothing while a process starts: what is loaded stays. 0.1 of 1.3 s of CPU of each."""
    gc.disable()


def begin() -> None:
    """From now on look, but not at what has been loaded so far."""
    gc.freeze()
    gc.set_threshold(*HOW_OFTEN)
    gc.enable()
