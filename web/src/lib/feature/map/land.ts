/** The files that scripts/land.py has written: paths of land and of borders, in units around the world. */
export const LAND = {
  '110m': { file: '/immutable/land-110m-fb3158b0c7af.svg', units: 4096 },
  '50m': { file: '/immutable/land-50m-08f0dab063a3.svg', units: 16384 },
} as const;
