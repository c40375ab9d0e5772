import { afterEach, describe, expect, it, vi } from 'vitest';
import { live } from './live.svelte.ts';

/** The browser's end of a line that goes nowhere: what is said on it is kept. */
class Line {
  static last: Line;
  readonly said: unknown[] = [];
  onopen?: () => void;

  constructor() {
    Line.last = this;
  }
  send(text: string) {
    this.said.push((JSON.parse(text) as { post_id: unknown }).post_id);
  }
  close() {}
}

function opened(): Line {
  live.open();
  Line.last.onopen?.();
  return Line.last;
}

describe('live', () => {
  vi.stubGlobal('WebSocket', Line);
  vi.stubGlobal('location', { origin: 'http://localhost' });
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  afterEach(() => live.close());

  it('looks again at the post that another lay over', () => {
    const line = opened();
    live.look('below');
    live.look('over');
    live.leave('over');
    live.leave('below');
    expect(line.said).toEqual(['below', 'over', 'below', null]);
  });

  it('stays at the post on top when one below it goes', () => {
    const line = opened();
    live.look('former');
    live.look('next');
    live.leave('former');
    live.leave('former');
    expect(line.said).toEqual(['former', 'next']);
    live.leave('next');
    expect(line.said.at(-1)).toBe(null);
  });

  it('says at the beginning of a line what is looked at, and nothing where there is no line', () => {
    live.look('early');
    live.look('later');
    const line = opened();
    expect(line.said).toEqual(['later']);
    live.close();
    live.leave('later');
    expect(line.said).toEqual(['later']);
    expect(opened().said).toEqual(['early']);
    live.leave('early');
  });
});
