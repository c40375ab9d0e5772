import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Hover, RESTS_MS } from './hover.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function hovering() {
  const shown: (string | undefined)[] = [];
  return { shown, hover: new Hover((id) => shown.push(id)) };
}

test('a mouse that rests is shown the preview, a little later', () => {
  const { shown, hover } = hovering();
  hover.enter('1');
  vi.advanceTimersByTime(RESTS_MS - 1);
  expect(shown).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(shown).toEqual(['1']);
});

test('a mouse that passes over tiles starts none of them', () => {
  const { shown, hover } = hovering();
  for (const id of ['1', '2', '3']) {
    hover.enter(id);
    vi.advanceTimersByTime(RESTS_MS / 2);
    hover.leave();
  }
  vi.advanceTimersByTime(10 * RESTS_MS);
  expect(shown.filter(Boolean)).toEqual([]);
});

test('from tile to tile without a gap, the last one is shown', () => {
  const { shown, hover } = hovering();
  hover.enter('1');
  vi.advanceTimersByTime(RESTS_MS / 2);
  hover.enter('2');
  vi.advanceTimersByTime(2 * RESTS_MS);
  expect(shown).toEqual(['2']);
});

test('leaving ends it at once', () => {
  const { shown, hover } = hovering();
  hover.enter('1');
  vi.advanceTimersByTime(RESTS_MS);
  hover.leave();
  expect(shown).toEqual(['1', undefined]);
});
