"""Videos that tests make themselves, honest and hostile."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
from av.stream import Disposition
from PIL import Image, ImageDraw

from tests.media import photos

CANARY = photos.CANARY


def film(
    *,
    seconds: float = 1.2,
    size: tuple[int, int] = (320, 240),
    rate: int = 30,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    sound: str | None = "aac",
    turned: int = 0,
    container: str = "mp4",
    when: Callable[[int], float] | None = None,
    options: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
    told: bool = False,
    darkness: int = 0,
) -> bytes:
    """A film of `photos.scene` with a white bar that wanders to the right, and a tone.

    when: the second at which picture n is shown, for cameras of no steady rate. turned: as a telephone held upright
    notes it, degrees counter-clockwise. told: the canary wherever the container takes words. darkness: how many
    pictures are black before the first that is not.
    """
    out = io.BytesIO()
    made = av.open(out, "w", format=container, options=muxer or {})
    preset = {"preset": "ultrafast"} if codec.startswith("libx26") else {}
    picture = made.add_stream(codec, rate=rate, options={**preset, **(options or {})})
    picture.width, picture.height, picture.pix_fmt = *size, pixels
    picture.codec_context.time_base = Fraction(1, 90_000) if preset else Fraction(1, rate)
    if codec == "libx265":
        picture.options = {"x265-params": "log-level=none"}
    if turned:
        picture.set_display_rotation(turned)
    heard = made.add_stream(sound, rate=48_000, layout="stereo") if sound else None
    if told:
        _tell(made, picture)
    scene, frames = photos.scene(*size), round(seconds * rate)
    for n in range(frames):
        image = Image.new("RGB", size) if n < darkness else _with_bar(scene, n / frames)
        frame = av.VideoFrame.from_image(image).reformat(format=pixels)
        at = when(n) if when else n / rate
        frame.time_base = picture.codec_context.time_base
        frame.pts = round(at / frame.time_base)
        made.mux(picture.encode(frame))
    made.mux(picture.encode(None))
    if heard is not None:
        for packet in _tone(heard, seconds):
            made.mux(packet)
    made.close()
    return out.getvalue()


def gif(frames: int = 6, size: tuple[int, int] = (120, 90), *, repeats: bool = True) -> bytes:
    scene = photos.scene(*size)
    pictures = [_with_bar(scene, n / frames).convert("P") for n in range(frames)]
    out = io.BytesIO()
    loop = {"loop": 0} if repeats else {}
    pictures[0].save(
        out, "GIF", save_all=True, append_images=pictures[1:], duration=80, comment=CANARY + b"-gif", **loop
    )
    return out.getvalue()


def gif_of_many(frames: int) -> bytes:
    """Pictures of one point each on a canvas of a hundred by a hundred."""
    picture = b"\x21\xf9\4\0\0\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2\x44\1\0"
    head = b"GIF89a" + struct.pack("<HHBBB", 100, 100, 0x80, 0, 0) + bytes(6)
    return head + b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0" + picture * frames + b"\x3b"


def sound_alone() -> bytes:
    out = io.BytesIO()
    made = av.open(out, "w", format="mp4")
    heard = made.add_stream("aac", rate=48_000, layout="stereo")
    for packet in _tone(heard, 0.5):
        made.mux(packet)
    made.close()
    return out.getvalue()


def with_message(mp4: bytes, words: bytes) -> bytes:
    """A film whose every picture has a message beside it, as cameras and editors leave them in the stream itself."""
    return _remade(
        mp4, lambda data: _unit(b"\6\5" + bytes([16 + len(words)]) + bytes(16) + words + b"\x80") + data
    )


def with_hidden_configuration(mp4: bytes, words: bytes) -> bytes:
    """A film with something behind its parameter sets."""
    return _remade(mp4, lambda data: data, hidden=words)


def with_telemetry(words: bytes) -> bytes:
    """A film with a track of positions, as action cameras write."""
    out = io.BytesIO()
    made = av.open(out, "w", format="mov")
    picture = made.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
    picture.width, picture.height, picture.pix_fmt = 320, 240, "yuv420p"
    notes = made.add_mux_stream("mov_text")
    for n in range(10):
        frame = av.VideoFrame.from_image(_with_bar(photos.scene(320, 240), n / 10))
        frame.pts, frame.time_base = n, Fraction(1, 10)
        made.mux(picture.encode(frame))
        note = av.Packet(struct.pack(">H", len(words)) + words)
        note.pts = note.dts = n
        note.duration, note.time_base, note.stream = 1, Fraction(1, 10), notes
        made.mux_one(note)
    made.mux(picture.encode(None))
    made.close()
    return out.getvalue()


def with_chapters_and_cover(words: bytes) -> bytes:
    """A film with a picture for its cover, as shops of films add, and a chapter with a name."""
    out = io.BytesIO()
    made = av.open(out, "w", format="mp4")
    picture = made.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
    picture.width, picture.height, picture.pix_fmt = 320, 240, "yuv420p"
    cover = made.add_mux_stream("mjpeg", width=320, height=240)
    cover.disposition = Disposition.attached_pic
    title = {"title": f"{words.decode()}-chapter"}
    made.set_chapters([{"id": 1, "start": 0, "end": 1000, "time_base": Fraction(1, 1000), "metadata": title}])
    for n in range(10):
        frame = av.VideoFrame.from_image(_with_bar(photos.scene(320, 240), n / 10))
        frame.pts, frame.time_base = n, Fraction(1, 10)
        made.mux(picture.encode(frame))
    jpeg = av.Packet(photos.saved(photos.scene(320, 240), "JPEG", comment=words + b"-cover"))
    jpeg.pts, jpeg.dts, jpeg.stream, jpeg.time_base, jpeg.is_keyframe = 0, 0, cover, Fraction(1, 90_000), True
    made.mux_one(jpeg)
    made.mux(picture.encode(None))
    made.close()
    return out.getvalue()


def _unit(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _remade(mp4: bytes, change: Callable[[bytes], bytes], hidden: bytes = b"") -> bytes:
    """The pictures of a film in another, each changed on the way."""
    source, out = av.open(io.BytesIO(mp4)), io.BytesIO()
    made = av.open(out, "w", format="mp4")
    picture = source.streams.video[0]
    copy = made.add_stream_from_template(picture)
    copy.codec_context.extradata = picture.codec_context.extradata + hidden
    for packet in source.demux(picture):
        if packet.dts is None:
            continue
        changed = av.Packet(change(bytes(packet)))
        changed.pts, changed.dts, changed.duration = packet.pts, packet.dts, packet.duration
        changed.time_base, changed.is_keyframe, changed.stream = packet.time_base, packet.is_keyframe, copy
        made.mux_one(changed)
    made.close()
    return out.getvalue()


def _with_bar(scene: Image.Image, part: float) -> Image.Image:
    """The same scene, never twice the same picture."""
    image = scene.copy()
    at = round(part * (image.width - image.width // 8))
    ImageDraw.Draw(image).rectangle([at, 0, at + image.width // 16, image.height // 4], fill=(255, 255, 255))
    return image


def _tone(stream, seconds: float):
    for at in range(0, round(48_000 * seconds), 1024):
        times = (np.arange(1024) + at) / 48_000
        wave = np.tile((np.sin(times * 2764) * 0.2).astype(np.float32), (2, 1))
        frame = av.AudioFrame.from_ndarray(wave, "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, at, Fraction(1, 48_000)
        yield stream.encode(frame)
    yield stream.encode(None)


def _tell(made, picture) -> None:
    """What telephones note about whom, where and with what."""
    canary = CANARY.decode()
    made.metadata.update(
        {
            "title": f"{canary}-title", "comment": f"{canary}-comment", "artist": f"{canary}-artist",
            "location": "+48.2033+016.3700/", "com.apple.quicktime.location.ISO6709": f"{canary}-place",
            "com.apple.quicktime.model": f"{canary}-model", "creation_time": "2024-05-01T18:30:00Z",
        }
    )  # fmt: skip
    picture.metadata.update({"handler_name": f"{canary}-handler", "language": "ukr"})


# ------------------------------------------------------------------------------------------------ boxes of our own


def box(kind: bytes, *body: bytes) -> bytes:
    whole = b"".join(body)
    return struct.pack(">I4s", 8 + len(whole), kind) + whole


def with_box(mp4: bytes, path: tuple[bytes, ...], extra: bytes) -> bytes:
    """The same film with one more box at the end of the one that a path leads to; it must come after all pictures."""
    return _grown(mp4, path, extra)


def _grown(data: bytes, path: tuple[bytes, ...], extra: bytes) -> bytes:
    if not path:
        return data + extra
    out, at = b"", 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        inside = data[at + 8 : at + size]
        if kind == path[0]:
            inside = _grown(inside, path[1:], extra)
            path = (b"done",)
        out += struct.pack(">I4s", 8 + len(inside), kind) + inside
        at += size
    return out
