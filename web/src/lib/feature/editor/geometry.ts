/**
 * Which part of a photo an edit keeps, and where each point of it comes from: what media/geometry.py says, in the
 * browser. A test holds both to the same numbers.
 */
import { WHOLE, type Crop, type Edit } from './edit.ts';

export interface Size {
  width: number;
  height: number;
}

export type Point = readonly [number, number];

// What the server makes: src/tintype/media/model.py.
const WIDE = 1080;
const TALL_MAX = 8;

export const turnedSize = (edit: Edit, { width, height }: Size): Size =>
  edit.turns % 2 ? { width: height, height: width } : { width, height };

/** How much larger a straightened photo is shown, so that no corner of its frame is empty. */
export function zoom(edit: Edit, { width, height }: Size): number {
  const angle = (Math.abs(edit.straighten) * Math.PI) / 180;
  return Math.cos(angle) + Math.sin(angle) * Math.max(width / height, height / width);
}

/** How many pixels of a photo are kept, none of them enlarged. */
export function editedSize(edit: Edit, size: Size): Size {
  const frame = turnedSize(edit, size);
  const { width, height } = edit.crop ?? WHOLE;
  const times = zoom(edit, frame);
  return {
    width: Math.max(1, Math.round((frame.width * width) / times)),
    height: Math.max(1, Math.round((frame.height * height) / times)),
  };
}

/** As large as the largest that the server shows. */
export function shownSize({ width, height }: Size): Size {
  const scale = Math.min(1, WIDE / width, (WIDE * TALL_MAX) / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Where in the photo as it was taken a point of the edited picture comes from, both in parts of width and height. */
export function sourceOf(edit: Edit, size: Size, [across, down]: Point): Point {
  const { width, height } = turnedSize(edit, size);
  const crop = edit.crop ?? WHOLE;
  const times = zoom(edit, { width, height });
  const x = (crop.x + across * crop.width - 0.5) * width;
  const y = (crop.y + down * crop.height - 0.5) * height;
  const angle = (edit.straighten * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle) / times, Math.sin(angle) / times];
  return unturned(edit, [(x * cosine + y * sine) / width + 0.5, (y * cosine - x * sine) / height + 0.5]);
}

function unturned({ turns, flip }: Edit, [x, y]: Point): Point {
  const [left, top] = (
    [
      [x, y],
      [y, 1 - x],
      [1 - x, 1 - y],
      [1 - y, x],
    ] as const
  )[turns] ?? [x, y];
  return [flip ? 1 - left : left, top];
}

/** The largest crop of a shape around the middle of the one there is; `ratio` is width by height in pixels. */
export function cropOf(ratio: number, frame: Size, around: Crop = WHOLE): Crop | null {
  const shape = (ratio * frame.height) / frame.width;
  const [width, height] = shape > 1 ? [1, 1 / shape] : [shape, 1];
  const kept = within({
    x: around.x + around.width / 2 - width / 2,
    y: around.y + around.height / 2 - height / 2,
    width,
    height,
  });
  return width > 0.999 && height > 0.999 ? null : kept;
}

/** The same crop, inside the photo. */
export function within({ x, y, width, height }: Crop): Crop {
  return { x: clamp(x, 0, 1 - width), y: clamp(y, 0, 1 - height), width, height };
}

export const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

export const PART_MIN = 0.05;

/** A corner, `[0, 1]` being the lower left one, goes to a point; the one across from it stays. */
export function resized(crop: Crop, [right, below]: Point, [x, y]: Point, shape: number | null): Crop {
  const fixed: Point = [right ? crop.x : crop.x + crop.width, below ? crop.y : crop.y + crop.height];
  const [roomX, roomY] = [right ? 1 - fixed[0] : fixed[0], below ? 1 - fixed[1] : fixed[1]];
  let width = clamp(right ? x - fixed[0] : fixed[0] - x, PART_MIN, roomX);
  let height = clamp(below ? y - fixed[1] : fixed[1] - y, PART_MIN, roomY);
  if (shape) {
    width = Math.min(Math.max(width, height * shape), roomX, roomY * shape);
    height = width / shape;
  }
  return { x: right ? fixed[0] : fixed[0] - width, y: below ? fixed[1] : fixed[1] - height, width, height };
}
