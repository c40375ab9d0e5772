/** The files that scripts/land.py has written: paths of land and of borders, in units around the world. */
export const LAND = {
  '110m': { file: '/immutable/land-110m-42ceb887443b.svg', units: 4096 },
  '50m': { file: '/immutable/land-50m-815e5ab781b6.svg', units: 16384 },
} as const;
