import { describe, expect, it } from 'vitest';
import { problemFrom } from '../api/errors.ts';
import { ago, around, count, t } from '../i18n/core.ts';
import { size } from '../i18n/size.ts';
import { frame } from '../media/frame.ts';
import { sources, square } from '../media/sources.ts';
import { pause } from './backoff.ts';
import { safeNext } from './safe-next.ts';

describe('pause', () => {
  it('doubles up to half a minute and never falls below half of that', () => {
    expect([0, 1, 2, 20].map((attempt) => pause(attempt, 1))).toEqual([500, 1000, 2000, 30_000]);
    expect(pause(20, 0)).toBe(15_000);
  });
});

describe('safeNext', () => {
  it('stays on this site', () => {
    expect(['/new', '/p/1?from=home#comments'].map(safeNext)).toEqual(['/new', '/p/1?from=home#comments']);
    const elsewhere = [
      '//evil.org',
      '/\\evil.org',
      '/\t/evil.org',
      '/\n\\evil.org',
      '/a\\b',
      'https://evil.org',
      'https:evil.org',
      'javascript:alert(1)',
      ' //evil.org',
      '',
      null,
    ];
    expect(new Set(elsewhere.map(safeNext))).toEqual(new Set(['/'])); // WB-08
  });
});

describe('sources', () => {
  const media = {
    id: '1',
    kind: 'photo' as const,
    state: 'ready' as const,
    key: 'k',
    url: '/m/k/{variant}.{ext}?e=1&s=2',
    sizes: { thumb: [150, 150], small: [320, 240], large: [1080, 810] },
    types: ['avif', 'jpeg'],
  };

  it('lists the whole picture by width and keeps the signature', () => {
    expect(sources(media).avif).toBe('/m/k/small.avif?e=1&s=2 320w, /m/k/large.avif?e=1&s=2 1080w');
    expect(sources(media).src).toBe('/m/k/large.jpg?e=1&s=2');
  });

  it('takes the crop for small squares', () => {
    expect(square(media)).toEqual({
      avif: '/m/k/thumb.avif?e=1&s=2',
      jpeg: '/m/k/thumb.jpg?e=1&s=2',
      src: '/m/k/thumb.jpg?e=1&s=2',
    });
  });

  it('has nothing to show before the picture is made', () => {
    expect(sources({ id: '1', kind: 'photo', state: 'processing' }).src).toBe('');
  });
});

describe('frame', () => {
  it('keeps a photo its shape within bounds', () => {
    const shape = (width: number, height: number) => frame([{ id: '1', kind: 'photo', state: 'ready', width, height }]);
    expect([shape(1000, 1000), shape(100, 1000), shape(1000, 100)]).toEqual([1, 0.75, 1.91]);
    expect(frame([])).toBe(1);
  });
});

describe('words', () => {
  it('picks the plural and groups the digits', () => {
    expect(t('post.likes', { count: 1 })).toBe('1 like');
    expect(t('post.likes', { count: 1234 })).toBe('1,234 likes');
    expect(count(12_840)).toBe('12.8K');
  });

  it('gives a message around its markup', () => {
    expect(around('post.liked_by_others', 'name', { count: 2 })).toEqual(['Liked by ', ' and 2 others']);
  });

  it('tells times near and far', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    const at = (iso: string) => ago(iso, now);
    expect(at('2026-11-21T11:59:30Z')).toBe('now');
    expect(at('2026-11-21T09:00:00Z')).toBe('3h');
    expect(at('2025-01-02T12:00:00Z')).toBe('January 2, 2025');
  });
});

describe('problemFrom', () => {
  it('makes a problem of any answer', () => {
    expect(problemFrom(502, '<html>')).toMatchObject({ status: 502, code: 'unavailable' });
    expect(problemFrom(409, { code: 'taken', title: 'Taken', status: 409 })).toMatchObject({
      code: 'taken',
      message: 'Taken',
    });
  });
});

describe('size', () => {
  it('names the unit that leaves a number people can read', () => {
    expect([0, 999, 1000, 3_400_000, 20_000_000_000].map(size)).toEqual([
      '0 byte',
      '999 byte',
      '1 kB',
      '3.4 MB',
      '20 GB',
    ]);
  });
});
