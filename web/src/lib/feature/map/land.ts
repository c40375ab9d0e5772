/** The files that scripts/land.py has written: paths of land and of borders, in units around the world. */
export const LAND = {
  '110m': { file: '/immutable/land-110m-3ad6e6120f69.svg', units: 4096 },
  '50m': { file: '/immutable/land-50m-83683abd859d.svg', units: 16384 },
} as const;
