import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../api/errors.ts';
import { Reports, type Item } from './reports.ts';

const seen = (id: number): Item => ({ post_id: String(id), kind: 'seen' });
const refusal = (status: number) => new Problem({ status, code: 'unavailable', title: 'no' });

describe('reports', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('go out together after five seconds', async () => {
    const sent: Item[][] = [];
    const reports = new Reports((items) => Promise.resolve(sent.push(items)));
    reports.add(seen(1));
    await vi.advanceTimersByTimeAsync(4_000);
    reports.add(seen(2));
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual([[seen(1), seen(2)]]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
  });

  it('go out at once when there are fifty', async () => {
    const sent: Item[][] = [];
    const reports = new Reports((items) => Promise.resolve(sent.push(items)));
    for (let at = 0; at < 50; at += 1) reports.add(seen(at));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map((items) => items.length)).toEqual([50]);
  });

  it('come again in their order, later and later, while the server is away', async () => {
    const tries: number[] = [];
    let away = true;
    const got: Item[] = [];
    const reports = new Reports((items) => {
      tries.push(Date.now());
      if (away) return Promise.reject(refusal(503));
      got.push(...items);
      return Promise.resolve();
    });
    const began = Date.now();
    reports.add(seen(1));
    await vi.advanceTimersByTimeAsync(20_000);
    reports.add(seen(2));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries.map((at) => at - began)).toEqual([5_000, 15_000, 35_000, 75_000]);
    away = false;
    await vi.advanceTimersByTimeAsync(80_000);
    expect(got).toEqual([seen(1), seen(2)]);
    reports.add(seen(3));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(got.at(-1)).toEqual(seen(3));
  });

  it('are let go when the server does not want them, and never pile up', async () => {
    let status = 422;
    const sizes: number[] = [];
    const reports = new Reports((items) => {
      sizes.push(items.length);
      return Promise.reject(refusal(status));
    });
    reports.add(seen(1));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sizes).toEqual([1]);
    status = 0;
    for (let at = 0; at < 1_000; at += 1) reports.add(seen(at));
    await vi.advanceTimersByTimeAsync(600_000);
    status = 422;
    sizes.length = 0;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(200);
  });

  it('do not wait for an answer when the page is left', async () => {
    const lasts: boolean[] = [];
    const reports = new Reports((_, last) => {
      lasts.push(last);
      return new Promise(() => undefined);
    });
    reports.add(seen(1));
    await vi.advanceTimersByTimeAsync(5_000);
    reports.add(seen(2));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(lasts).toEqual([false]);
    void reports.flush(true);
    expect(lasts).toEqual([false, true]);
  });

  it('are forgotten with whoever looked', async () => {
    const sent: Item[][] = [];
    const reports = new Reports((items) => Promise.resolve(sent.push(items)));
    reports.add(seen(1));
    reports.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    await reports.flush(true);
    expect(sent).toEqual([]);
  });
});
