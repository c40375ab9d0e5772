import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { unread } from '../../state/unread.svelte.ts';
import { hear } from './hearing.ts';

/** The browser's end of a line: what the server says on it is said by the test. */
class Line {
  static last: Line;
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;

  constructor() {
    Line.last = this;
  }
  says(event: object) {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
  close() {}
}

let waiting = 0;
let asked = 0;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Line);
  vi.stubGlobal('location', { origin: 'http://localhost' });
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  vi.stubGlobal('fetch', () => {
    asked += 1;
    return Promise.resolve(new Response(JSON.stringify({ unread: waiting })));
  });
  asked = 0;
  stop = hear();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what came before the line was there is counted when it is', async () => {
  waiting = 3;
  Line.last.says({ type: 'hello', seq: 1 });
  await vi.advanceTimersByTimeAsync(10_000);
  expect([unread.n, asked]).toEqual([3, 1]);
});

test('without a line the badge is counted all the same', async () => {
  waiting = 2;
  await vi.advanceTimersByTimeAsync(10_000);
  expect([unread.n, asked]).toEqual([2, 1]);
});

test('what may have come while a line was gone is counted with the next', async () => {
  Line.last.says({ type: 'hello', seq: 1 });
  await vi.advanceTimersByTimeAsync(10);
  waiting = 5;
  Line.last.says({ type: 'hello', seq: 9 });
  await vi.advanceTimersByTimeAsync(10);
  expect([unread.n, asked]).toEqual([5, 2]);
});
