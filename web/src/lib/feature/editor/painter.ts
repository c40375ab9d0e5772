/** What paints have in common, whatever they paint with. */
import type { Cube } from './cube.ts';
import type { Edit } from './edit.ts';
import type { Size } from './geometry.ts';

/** A picture to be edited: its pixels, perhaps fewer than it has, and how many it has. */
export interface Base {
  bitmap: ImageBitmap;
  size: Size;
}

export interface Painter {
  /** Draws on the canvas, which becomes as large as asked or as this painter is able to. */
  paint(base: Base, edit: Edit, cube: Cube, size: Size): void;
  /** Gives back what the graphics processor holds. */
  end(): void;
}

/** What the whole way of a slider does: src/tintype/media/pictures/retouch.py. */
export const DARKEST = 0.8;
export const SHARPEST = 1.2;
