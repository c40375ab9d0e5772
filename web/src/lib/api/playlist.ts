/** The pictures' sizes in a master playlist, by their shorter side, largest first. None when it cannot be read. */
export function rungsIn(playlist: string): number[] {
  const found = [...playlist.matchAll(/^#EXT-X-STREAM-INF:.*\bRESOLUTION=(\d+)x(\d+)/gm)];
  const sides = found.map(([, width, height]) => Math.min(Number(width), Number(height)));
  return [...new Set(sides)].sort((a, b) => b - a);
}

export async function rungsOf(url: string): Promise<number[]> {
  try {
    const response = await fetch(url);
    return response.ok ? rungsIn(await response.text()) : [];
  } catch {
    // A menu with one entry is no failure of the video.
    return [];
  }
}
