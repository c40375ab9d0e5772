/** A field for a time speaks of the reader's own clock; the server of the one in Greenwich. */
const MINUTE_MS = 60_000;

/** "2030-01-31T18:30" for a moment. */
export function fieldTime(moment: string | Date): string {
  const date = new Date(moment);
  return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

/** The moment that somebody has typed. */
export const instant = (typed: string): string => new Date(typed).toISOString();
