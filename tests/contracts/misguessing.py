"""A model's process that does one thing wrong, as the bytes of the picture say."""

import sys
import time

from tintype.adapters.models.child import LENGTH, READY, put
from tintype.adapters.opennsfw.child import SCORE


def main() -> None:
    put(READY)
    while head := sys.stdin.buffer.read(LENGTH.size):
        match sys.stdin.buffer.read(LENGTH.unpack(head)[0]):
            case b"hangs":
                time.sleep(60)
            case b"dies":
                sys.exit(1)
            case b"half":
                put(SCORE.pack(0.5)[:2])
                sys.exit(0)
            case b"nonsense":
                put(SCORE.pack(7.0))
            case _:
                put(SCORE.pack(0.25))


if __name__ == "__main__":
    main()
