"""The playlists of a film, written from its row: which rungs there are, and which parts each has (RFC 8216)."""

from tintype.media.film_made import Film, Rung


def master_playlist(film: Film, query: str) -> str:
    """All rungs, smallest first, so that the first picture comes soon; `query` goes behind every address."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for rung in film.rungs:
        bits = f"BANDWIDTH={rung.bandwidth},AVERAGE-BANDWIDTH={rung.average_bandwidth}"
        picture = f'RESOLUTION={rung.width}x{rung.height},CODECS="{rung.codecs}"'
        lines += [f"#EXT-X-STREAM-INF:{bits},{picture}", f"{rung.name}.m3u8{query}"]
    return "\n".join([*lines, ""])


def rung_playlist(rung: Rung, query: str) -> str:
    """The head and the segments of one rung."""
    longest_ms = max(ms for ms, _ in rung.segments)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{round(longest_ms / 1000) or 1}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{rung.name}-init.mp4{query}"',
    ]
    for number, (ms, _) in enumerate(rung.segments):
        lines += [f"#EXTINF:{ms / 1000:.3f},", f"{rung.name}-{number}.m4s{query}"]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])
