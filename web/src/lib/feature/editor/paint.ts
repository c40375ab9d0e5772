/** Draws a photo as its edit will make it, on the graphics processor or, where there is none to be had, without. */
import type { Cube } from './cube.ts';
import type { Edit } from './edit.ts';
import type { Size } from './geometry.ts';
import { GlPainter } from './gl.ts';
import { SoftPainter } from './soft.ts';

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

export function painterOn(canvas: HTMLCanvasElement | OffscreenCanvas): Painter {
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, preserveDrawingBuffer: true });
  return gl ? new GlPainter(canvas, gl as WebGL2RenderingContext) : new SoftPainter(canvas);
}
