/** Where one looks on the map: Mercator's projection, in which the world is a square of side 1. Plain numbers. */

export interface Spot {
  lat: number;
  lon: number;
}

/** The middle of what is seen, from 0 to 1 eastwards and southwards, and how many pixels the world is wide. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

const SCALE_MIN = 256;
/** A screen is then some twenty kilometres wide: nearer there is nothing drawn. */
const SCALE_MAX = 2 ** 20;
const LAT_MAX = 85.0511;
/** Where people live: the world without the ice at its ends. */
const WORLD_NORTH = 78;
const WORLD_SOUTH = -57;

export const xOf = (lon: number) => (lon + 180) / 360;

export function yOf(lat: number): number {
  const inside = Math.max(-LAT_MAX, Math.min(LAT_MAX, lat));
  return (1 - Math.asinh(Math.tan((inside * Math.PI) / 180)) / Math.PI) / 2;
}

export const lonOf = (x: number) => turned(x) * 360 - 180;
export const latOf = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

/** Around the world again, from 0 to 1. */
const turned = (x: number) => x - Math.floor(x);

/** A view that can be: not farther than the world is large, nor beyond its ends. */
export function held({ x, y, scale }: View, { width, height }: Size): View {
  const most = Math.max(SCALE_MIN, Math.min(SCALE_MAX, scale), height, width / 2);
  const half = height / 2 / most;
  return { x: turned(x), y: Math.max(half, Math.min(1 - half, y)), scale: most };
}

/** The whole world, as large as it fits. */
export function world(size: Size): View {
  const high = yOf(WORLD_SOUTH) - yOf(WORLD_NORTH);
  const scale = Math.max(size.width, size.height / high);
  return held({ x: 0.53, y: (yOf(WORLD_SOUTH) + yOf(WORLD_NORTH)) / 2, scale }, size);
}

export const around = ({ lat, lon }: Spot, scale: number): View => ({ x: xOf(lon), y: yOf(lat), scale });

/** Moved so that what was in the middle is so many pixels away. */
export const moved = (view: View, right: number, down: number): View => ({
  ...view,
  x: view.x - right / view.scale,
  y: view.y - down / view.scale,
});

/** Closer by a factor; what is so far from the middle stays where it is. */
export function closer(view: View, factor: number, right = 0, down = 0): View {
  const scale = Math.max(SCALE_MIN, Math.min(SCALE_MAX, view.scale * factor));
  const kept = 1 / view.scale - 1 / scale;
  return { x: view.x + right * kept, y: view.y + down * kept, scale };
}

/** Where a spot is, in pixels from the corner: at its copy of the world that is nearest to the middle. */
export function placeOf(view: View, { width, height }: Size, spot: Spot) {
  const away = xOf(spot.lon) - view.x;
  return {
    left: width / 2 + (away - Math.round(away)) * view.scale,
    top: height / 2 + (yOf(spot.lat) - view.y) * view.scale,
  };
}

/** `south,west,north,east` of what is seen, as the API takes it. */
export function boxOf(view: View, { width, height }: Size): string {
  const half = height / 2 / view.scale;
  const ends = [latOf(Math.min(1, view.y + half)), latOf(Math.max(0, view.y - half))];
  const aside = width / 2 / view.scale;
  const sides = aside >= 0.5 ? [-180, 180] : [lonOf(view.x - aside), lonOf(view.x + aside)];
  return [ends[0], sides[0], ends[1], sides[1]].map((one) => (one ?? 0).toFixed(4)).join(',');
}

/** A view in which all of some spots are seen, if there is one; else the world. */
export function fitting(spots: readonly Spot[], size: Size): View {
  const first = spots[0];
  if (!first) return world(size);
  // Counted from the first, so that neighbours over the date line are neighbours.
  const xs = spots.map(({ lon }) => xOf(lon) - xOf(first.lon)).map((away) => away - Math.round(away));
  const ys = spots.map(({ lat }) => yOf(lat));
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = 0.7;
  const scale = Math.min(
    (room * size.width) / Math.max(right - left, 1e-9),
    (room * size.height) / Math.max(bottom - top, 1e-9),
    2 ** 14,
  );
  return held({ x: xOf(first.lon) + (left + right) / 2, y: (top + bottom) / 2, scale }, size);
}

/** A view as it stands in an address, and back. */
export const written = (view: View) =>
  `${latOf(view.y).toFixed(3)},${lonOf(view.x).toFixed(3)},${Math.log2(view.scale).toFixed(1)}`;

export function read(text: string | null): View | undefined {
  const numbers = (text ?? '').split(',').map(Number);
  const [lat, lon, zoom] = numbers;
  if (numbers.length !== 3 || lat === undefined || lon === undefined || zoom === undefined) return undefined;
  if (!numbers.every(Number.isFinite) || Math.abs(lat) > 90 || Math.abs(lon) > 180) return undefined;
  return around({ lat, lon }, 2 ** Math.max(0, Math.min(20, zoom)));
}
