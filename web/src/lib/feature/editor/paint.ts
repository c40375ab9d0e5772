/** Draws a photo as its edit will make it, on the graphics processor or, where there is none to be had, without. */
import { GlPainter } from './gl.ts';
import type { Painter } from './painter.ts';
import { SoftPainter } from './soft.ts';

export function painterOn(canvas: HTMLCanvasElement | OffscreenCanvas): Painter {
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, preserveDrawingBuffer: true });
  return gl ? new GlPainter(canvas, gl as WebGL2RenderingContext) : new SoftPainter(canvas);
}
