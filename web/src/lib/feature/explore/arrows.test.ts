import { expect, test } from 'vitest';
import { towards } from './arrows.ts';

// One large tile with two small ones beside it, and a row of three below.
const box = (left: number, top: number, size = 10) => ({ left, top, right: left + size, bottom: top + size });
const BOXES = [box(0, 0, 20), box(20, 0), box(20, 10), box(0, 20), box(10, 20), box(20, 20)];

test.each([
  ['ArrowRight', 0, [1, 2]],
  ['ArrowDown', 0, [3, 4]],
  ['ArrowDown', 1, [2]],
  ['ArrowDown', 2, [5]],
  ['ArrowLeft', 2, [0]],
  ['ArrowUp', 4, [0]],
  ['ArrowUp', 5, [2]],
  ['ArrowRight', 3, [4]],
  ['ArrowLeft', 0, [undefined]],
  ['ArrowUp', 1, [undefined]],
  ['Home', 4, [0]],
  ['End', 0, [5]],
  ['Enter', 0, [undefined]],
] as const)('%s from %i', (key, from, allowed) => {
  expect(allowed).toContain(towards(key, from, BOXES));
});
