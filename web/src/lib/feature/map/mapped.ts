/** What stands on a map: a place whose coordinates are known. */
import type { PlaceFound } from '../../api/types.ts';

export type Mapped = Pick<PlaceFound, 'id' | 'name' | 'cover'> & { lat: number; lon: number };

export const mapped = (places: readonly PlaceFound[]): Mapped[] =>
  places.flatMap(({ id, name, cover, lat, lon }) =>
    lat === undefined || lon === undefined || lat === null || lon === null ? [] : [{ id, name, lat, lon, cover }],
  );
