import { describe, expect, it } from 'vitest';
import { Paged } from './paged.svelte.ts';

const page = (items: string[], next: string | null = null) => ({ items, next });

/** A list whose answers come when the test says so. */
function held() {
  const waiting: { cursor: string | undefined; answer: (found: ReturnType<typeof page>) => void; fail: () => void }[] =
    [];
  const list = new Paged(
    (cursor) =>
      new Promise((answer, reject) => waiting.push({ cursor, answer, fail: () => reject(new TypeError('gone')) })),
  );
  return { list, waiting };
}

describe('Paged', () => {
  it('joins pages without repeats and knows its end', async () => {
    const pages = new Map<string | undefined, ReturnType<typeof page>>([
      [undefined, page(['a', 'b'], '1')],
      ['1', page(['b', 'c'])],
    ]);
    const list = new Paged(async (cursor) => pages.get(cursor) ?? page([]));
    await list.begin();
    expect(list.ended).toBe(false);
    await list.more();
    await list.more();
    expect(list.ids).toEqual(['a', 'b', 'c']);
    expect(list.ended).toBe(true);
  });

  it('asks once while an answer is on its way', async () => {
    const { list, waiting } = held();
    const first = list.more();
    void list.more();
    expect(waiting).toHaveLength(1);
    waiting[0]?.answer(page(['a']));
    await first;
    expect(list.ids).toEqual(['a']);
  });

  it('drops an old page that comes after a refresh', async () => {
    const { list, waiting } = held();
    list.seed(page(['a'], '1'));
    const old = list.more();
    const fresh = list.refresh();
    waiting[1]?.answer(page(['new', 'a']));
    await fresh;
    waiting[0]?.answer(page(['stale']));
    await old;
    expect(list.ids).toEqual(['new', 'a']);
    expect(list.loading).toBe(false);
  });

  it('keeps what it has when a page fails, and goes on from there', async () => {
    const { list, waiting } = held();
    list.seed(page(['a'], '1'));
    const failing = list.more();
    waiting[0]?.fail();
    await failing;
    expect(list.problem?.isOffline).toBe(true);
    expect(list.ids).toEqual(['a']);
    const again = list.more();
    expect(waiting[1]?.cursor).toBe('1');
    waiting[1]?.answer(page(['b']));
    await again;
    expect(list.problem).toBeUndefined();
    expect(list.ids).toEqual(['a', 'b']);
  });

  it('puts a removed id back where it was', () => {
    const list = new Paged(async () => page([]));
    list.seed(page(['a', 'b', 'c']));
    const undo = list.remove('b');
    expect(list.ids).toEqual(['a', 'c']);
    undo();
    undo();
    expect(list.ids).toEqual(['a', 'b', 'c']);
  });
});
