import type { AnyMedia } from '../state/entities.svelte.ts';

// A feed of towers is no feed, and a slit is no photo: between 3:4 and 1.91:1 a picture keeps its own shape.
const TALLEST = 3 / 4;
const WIDEST = 1.91;

/** The shape of the box that all photos of one post share: that of the first one, within bounds. */
export function frame(media: readonly AnyMedia[]): number {
  const first = media[0];
  if (!first?.width || !first.height) return 1;
  return Math.min(WIDEST, Math.max(TALLEST, first.width / first.height));
}
