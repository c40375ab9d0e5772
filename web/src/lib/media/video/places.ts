/** Where each video was left, for the same one in a dialog or after scrolling back. Until the tab is closed. */
const KEPT_MAX = 200;
const places = new Map<string, number>();

export const placeOf = (id: string): number => places.get(id) ?? 0;

export function keepPlace(id: string, seconds: number): void {
  places.delete(id);
  if (seconds > 0) places.set(id, seconds);
  if (places.size > KEPT_MAX) places.delete(places.keys().next().value ?? '');
}
