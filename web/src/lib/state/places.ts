/** Places that are looked for: on the map, around a spot, and while somebody writes one. */
import { resolve } from '$app/paths';
import { api, ask } from '../api/client.ts';
import type { PlaceFound, PlaceSuggestion } from '../api/types.ts';

/** The map, which most pages do not lead to. */
export const placesUrl = resolve('/(app)/places');

export interface OnMap {
  items: PlaceFound[];
  is_whole: boolean;
}

/** Places of posts in a box of the map. */
export const onMap = (box: string, signal: AbortSignal): Promise<OnMap> =>
  ask(api.GET('/v1/places', { params: { query: { box } }, signal }));

const NEAR_KM = 100;
const NEAR_MAX = 9;

/** Other places around one, the nearest first. */
export async function nearby({ id, lat, lon }: { id: string; lat: number; lon: number }): Promise<PlaceFound[]> {
  const query = { kind: 'places', near: `${lat},${lon},${NEAR_KM}`, limit: NEAR_MAX };
  const { items } = await ask(api.GET('/v1/search', { params: { query } }));
  return items.flatMap(({ place }) => (place && place.id !== id ? [place] : []));
}

/** Places that begin so; none when the server cannot be asked. */
export async function suggestedPlaces(
  prefix: string,
  near: string | undefined,
  signal: AbortSignal,
): Promise<PlaceSuggestion[]> {
  try {
    const query = { prefix, ...(near && { near }) };
    return (await ask(api.GET('/v1/places/suggest', { params: { query }, signal }))).items;
  } catch {
    return [];
  }
}
