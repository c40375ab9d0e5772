const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Waits 0.25–0.5, 0.5–1, 1–2 … 15–30 s: half fixed, half by chance, so that a restart is not met by everybody at once. */
export function pause(attempt: number, chance: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return full / 2 + (full / 2) * chance;
}
