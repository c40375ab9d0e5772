import { describe, expect, test } from 'vitest';
import { NAMES, NO_CUBES, STEPS, cubeOf, cubesIn } from './cube.ts';
import { UNEDITED, flipped, forServer, fromServer, turned, type Edit } from './edit.ts';
import examples from './examples.json' with { type: 'json' };
import { cropOf, editedSize, resized, sourceOf, within, zoom, type Point } from './geometry.ts';
import { colour } from './soft.ts';

const SIZE = { width: examples.size[0] ?? 0, height: examples.size[1] ?? 0 };
describe('the same numbers as the server', () => {
  for (const [number, example] of examples.edits.entries()) {
    const edit = fromServer(example.edit as Partial<Edit>);

    test.runIf(example.colours && !edit.filter)(`colours of edit ${number}`, () => {
      const cube = cubeOf(edit, NO_CUBES);
      for (const [index, [red = 0, green = 0, blue = 0]] of examples.colours.entries()) {
        const at = 3 * (red + STEPS * (green + STEPS * blue));
        const wanted = example.colours?.[index] ?? [];
        for (let channel = 0; channel < 3; channel++) {
          expect(Math.abs((cube[at + channel] ?? 0) - (wanted[channel] ?? 0))).toBeLessThanOrEqual(1);
        }
      }
    });

    test(`shape of edit ${number}`, () => {
      expect(editedSize(edit, SIZE)).toEqual({ width: example.size[0], height: example.size[1] });
      for (const [index, point] of examples.points.entries()) {
        const [x, y] = sourceOf(edit, SIZE, point as unknown as Point);
        expect(x).toBeCloseTo(example.points[index]?.[0] ?? NaN, 9);
        expect(y).toBeCloseTo(example.points[index]?.[1] ?? NaN, 9);
      }
    });
  }
});

describe('edits', () => {
  const full: Edit = { ...UNEDITED, turns: 1, straighten: 7, crop: { x: 0.1, y: 0.2, width: 0.3, height: 0.5 } };
  const rounded = (edit: Edit) =>
    JSON.parse(JSON.stringify(edit, (_, v) => (typeof v === 'number' ? +v.toFixed(9) : v)));

  test('four quarters are none, two flips are none', () => {
    expect(rounded(turned(turned(turned(turned(full)))))).toEqual(rounded(full));
    expect(rounded(flipped(flipped(full)))).toEqual(rounded(full));
  });

  test('what is seen turns with the picture', () => {
    // The upper left corner of what is seen is the upper right one after a quarter to the right.
    const before = sourceOf(full, SIZE, [0, 0]);
    const after = sourceOf(turned(full), SIZE, [1, 0]);
    expect(after[0]).toBeCloseTo(before[0], 9);
    expect(after[1]).toBeCloseTo(before[1], 9);
    const mirrored = sourceOf(flipped(full), SIZE, [1, 0]);
    expect(mirrored[0]).toBeCloseTo(before[0], 9);
    expect(mirrored[1]).toBeCloseTo(before[1], 9);
  });

  test('only what differs is sent', () => {
    expect(forServer(UNEDITED)).toBeNull();
    expect(forServer({ ...UNEDITED, strength: 0.5 })).toBeNull();
    expect(forServer({ ...UNEDITED, filter: 'iron', strength: 0.5, turns: 2 })).toEqual({
      filter: 'iron',
      strength: 0.5,
      turns: 2,
    });
  });
});

describe('crops', () => {
  test('keep their shape and stay inside', () => {
    const square = cropOf(1, SIZE);
    expect((square?.width ?? 0) * SIZE.width).toBeCloseTo((square?.height ?? 0) * SIZE.height, 6);
    expect(cropOf(SIZE.width / SIZE.height, SIZE)).toBeNull();
    expect(within({ x: 0.9, y: -1, width: 0.5, height: 0.5 })).toEqual({ x: 0.5, y: 0, width: 0.5, height: 0.5 });
  });

  test('a corner moves, and the one across from it stays', () => {
    const crop = { x: 0.2, y: 0.2, width: 0.6, height: 0.6 };
    for (const [right, below] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      for (const shape of [null, 2]) {
        const after = resized(crop, [right, below], [right ? 2 : -1, below ? 0.7 : 0.3], shape);
        expect(right ? after.x : after.x + after.width).toBeCloseTo(right ? 0.2 : 0.8, 9);
        expect(below ? after.y : after.y + after.height).toBeCloseTo(below ? 0.2 : 0.8, 9);
        expect(after.x).toBeGreaterThanOrEqual(-1e-9);
        expect(after.x + after.width).toBeLessThanOrEqual(1 + 1e-9);
        if (shape) expect(after.width / after.height).toBeCloseTo(shape, 9);
      }
    }
  });

  test('a straightened frame has no empty corner', () => {
    expect(zoom(UNEDITED, SIZE)).toBe(1);
    for (const straighten of [-45, -10, 3, 45]) {
      for (const corner of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const) {
        for (const part of sourceOf({ ...UNEDITED, straighten }, SIZE, corner)) {
          expect(part).toBeGreaterThanOrEqual(-1e-9);
          expect(part).toBeLessThanOrEqual(1 + 1e-9);
        }
      }
    }
  });
});

test('the picture of all tables is read row by row', () => {
  const wide = STEPS * STEPS;
  const sheet = new Uint8Array(4 * wide * STEPS * NAMES.length);
  const [row, red, green, blue] = [2, 5, 7, 30];
  const at = 4 * (wide * (row * STEPS + green) + blue * STEPS + red);
  sheet.set([11, 22, 33], at);
  const cube = cubesIn(sheet).get(NAMES[row] ?? '');
  const place = 3 * (red + STEPS * (green + STEPS * blue));
  expect([...(cube ?? []).slice(place, place + 3)]).toEqual([11, 22, 33]);
});

test('without a graphics processor colours between those of the table are found as well', () => {
  const cube = cubeOf(UNEDITED, NO_CUBES);
  const pixels = Uint8ClampedArray.from([0, 127, 255, 255, 13, 200, 77, 255]);
  const before = [...pixels];
  colour(pixels, cube);
  for (const [index, value] of pixels.entries()) expect(Math.abs(value - (before[index] ?? 0))).toBeLessThanOrEqual(1);
});
