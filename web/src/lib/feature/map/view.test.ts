import { describe, expect, it } from 'vitest';
import { gathered } from './gather.ts';
import {
  around,
  boxOf,
  closer,
  fitting,
  held,
  latOf,
  lonOf,
  moved,
  placeOf,
  read,
  world,
  written,
  xOf,
  yOf,
} from './view.ts';

const SIZE = { width: 800, height: 500 };
const box = (text: string) => text.split(',').map(Number);

describe('the projection', () => {
  it('gives back what it was given', () => {
    for (const lat of [-80, -18.1, 0, 54.3, 80]) expect(latOf(yOf(lat))).toBeCloseTo(lat, 9);
    for (const lon of [-179.9, -9.1, 0, 179.9]) expect(lonOf(xOf(lon))).toBeCloseTo(lon, 9);
    expect(yOf(0)).toBeCloseTo(0.5, 12);
    expect(yOf(90)).toBeCloseTo(0, 5);
  });
});

describe('a view', () => {
  it('keeps what is under the pointer where it is when one looks closer', () => {
    const spot = { lat: 38.7, lon: -9.1 };
    const before = around({ lat: 40, lon: 0 }, 4096);
    const { left, top } = placeOf(before, SIZE, spot);
    const after = placeOf(closer(before, 2, left - 400, top - 250), SIZE, spot);
    expect(after.left).toBeCloseTo(left, 6);
    expect(after.top).toBeCloseTo(top, 6);
  });

  it('goes with the finger', () => {
    const spot = { lat: 10, lon: 20 };
    const view = around({ lat: 0, lon: 0 }, 2048);
    const before = placeOf(view, SIZE, spot);
    const after = placeOf(moved(view, 30, -12), SIZE, spot);
    expect(after.left - before.left).toBeCloseTo(30, 6);
    expect(after.top - before.top).toBeCloseTo(-12, 6);
  });

  it('goes around the world and not over its ends', () => {
    expect(held({ x: 1.25, y: 0.5, scale: 1024 }, SIZE).x).toBeCloseTo(0.25);
    const view = held({ x: 0, y: -3, scale: 1024 }, SIZE);
    expect(view.y * view.scale).toBeCloseTo(250);
    expect(held({ x: 0, y: 0.5, scale: 1 }, SIZE).scale).toBe(500);
  });

  it('shows Suva beside Apia over the date line', () => {
    const view = fitting(
      [
        { lat: -18.1, lon: 178.4 },
        { lat: -13.8, lon: -171.8 },
      ],
      SIZE,
    );
    const places = [178.4, -171.8].map((lon) => placeOf(view, SIZE, { lat: -16, lon }).left);
    for (const left of places) expect(left > 0 && left < 800).toBe(true);
    const [, west, , east] = box(boxOf(view, SIZE));
    expect(west).toBeGreaterThan(170);
    expect(east).toBeLessThan(-160);
  });

  it('asks for what is seen', () => {
    const [south, west, north, east] = box(boxOf(around({ lat: 54, lon: 10 }, 2 ** 14), SIZE));
    expect(south).toBeLessThan(54);
    expect(north).toBeGreaterThan(54);
    expect((west ?? 0) + (east ?? 0)).toBeCloseTo(20, 3);
    expect(box(boxOf(world({ width: 1200, height: 300 }), { width: 1200, height: 300 })).slice(1, 2)).toEqual([-180]);
  });

  it('stands in an address', () => {
    const view = around({ lat: 54.321, lon: -10.123 }, 2 ** 12);
    const again = read(written(view));
    expect(again?.x).toBeCloseTo(view.x, 4);
    expect(again?.y).toBeCloseTo(view.y, 4);
    expect(again?.scale).toBe(view.scale);
    for (const text of [null, '', '1,2', 'a,b,c', '91,0,3', '0,181,3', '1,2,3,4', 'NaN,0,1'])
      expect(read(text)).toBeUndefined();
  });
});

describe('pins', () => {
  it('are gathered where they would lie on each other, and all are counted', () => {
    const all = [0, 10, 50, 55, 200].map((left, one) => ({ one, left, top: 0 }));
    const pins = gathered(all, 40);
    expect(pins.map(({ first, others }) => [first.one, ...others])).toEqual([[0, 1], [2, 3], [4]]);
  });
});
