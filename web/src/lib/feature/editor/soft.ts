/** The painter without a graphics processor: the same tables and formulas on a smaller picture, pixel by pixel. */
import { STEPS, type Cube } from './cube.ts';
import type { Edit } from './edit.ts';
import { sourceOf, type Size } from './geometry.ts';
import { DARKEST, SHARPEST, type Base, type Painter } from './painter.ts';

// 480 × 360 take about as long as a frame of a film on a phone of some years ago.
const SIDE_MAX = 480;

export class SoftPainter implements Painter {
  readonly #canvas: HTMLCanvasElement | OffscreenCanvas;
  readonly #context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement | OffscreenCanvas) {
    this.#canvas = canvas;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no canvas');
    this.#context = context as CanvasRenderingContext2D;
  }

  paint(base: Base, edit: Edit, cube: Cube, size: Size): void {
    const scale = Math.min(1, SIDE_MAX / Math.max(size.width, size.height));
    const width = Math.max(1, Math.round(size.width * scale));
    const height = Math.max(1, Math.round(size.height * scale));
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#drawShape(base, edit, { width, height });
    const picture = this.#context.getImageData(0, 0, width, height);
    colour(picture.data, cube);
    if (edit.vignette) shade(picture, DARKEST * edit.vignette);
    if (edit.sharpen) sharpened(picture, SHARPEST * edit.sharpen * scale);
    this.#context.putImageData(picture, 0, 0);
  }

  end(): void {
    this.#canvas.width = 0;
  }

  /** The canvas maps the photo onto itself, so the map is turned around. */
  #drawShape({ bitmap, size }: Base, edit: Edit, { width, height }: Size) {
    const [origin, right, below] = (
      [
        [0, 0],
        [1, 0],
        [0, 1],
      ] as const
    ).map((point) => sourceOf(edit, size, point));
    if (!origin || !right || !below) return;
    const [w, h] = [bitmap.width, bitmap.height];
    const forth = new DOMMatrix([
      ((right[0] - origin[0]) * w) / width,
      ((right[1] - origin[1]) * h) / width,
      ((below[0] - origin[0]) * w) / height,
      ((below[1] - origin[1]) * h) / height,
      origin[0] * w,
      origin[1] * h,
    ]);
    this.#context.imageSmoothingQuality = 'high';
    this.#context.setTransform(forth.inverse());
    this.#context.drawImage(bitmap, 0, 0);
    this.#context.resetTransform();
  }
}

/** Between the eight nearest colours of the table. */
export function colour(pixels: Uint8ClampedArray, cube: Cube): void {
  const most = STEPS - 1;
  const [onward, below] = [3 * STEPS, 3 * STEPS * STEPS];
  for (let at = 0; at < pixels.length; at += 4) {
    const red = ((pixels[at] as number) * most) / 255;
    const green = ((pixels[at + 1] as number) * most) / 255;
    const blue = ((pixels[at + 2] as number) * most) / 255;
    const r = Math.min(most - 1, red | 0);
    const g = Math.min(most - 1, green | 0);
    const b = Math.min(most - 1, blue | 0);
    const from = 3 * r + onward * g + below * b;
    for (let channel = 0; channel < 3; channel++) {
      const edge = (to: number) => {
        const first = cube[to + channel] as number;
        return first + ((cube[to + 3 + channel] as number) - first) * (red - r);
      };
      const near = edge(from) + (edge(from + onward) - edge(from)) * (green - g);
      const far = edge(from + below) + (edge(from + below + onward) - edge(from + below)) * (green - g);
      pixels[at + channel] = near + (far - near) * (blue - b);
    }
  }
}

function shade({ data, width, height }: ImageData, amount: number): void {
  for (let y = 0, at = 0; y < height; y++) {
    const down = ((2 * (y + 0.5)) / height - 1) ** 2;
    for (let x = 0; x < width; x++, at += 4) {
      const t = (down + ((2 * (x + 0.5)) / width - 1) ** 2) / 2;
      const left = 1 - amount * t * t * (3 - 2 * t);
      for (let channel = 0; channel < 3; channel++) data[at + channel] = (data[at + channel] as number) * left;
    }
  }
}

function sharpened({ data, width, height }: ImageData, amount: number): void {
  const before = data.slice();
  const read = (x: number, y: number, channel: number) => before[4 * (y * width + x) + channel] as number;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const here = read(x, y, channel);
        let soft = 4 * here;
        soft += 2 * (read(x - 1, y, channel) + read(x + 1, y, channel));
        soft += 2 * (read(x, y - 1, channel) + read(x, y + 1, channel));
        soft += read(x - 1, y - 1, channel) + read(x + 1, y - 1, channel);
        soft += read(x - 1, y + 1, channel) + read(x + 1, y + 1, channel);
        data[4 * (y * width + x) + channel] = here + amount * (here - soft / 16);
      }
    }
  }
}
