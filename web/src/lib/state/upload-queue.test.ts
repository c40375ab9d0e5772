import { describe, expect, it } from 'vitest';
import { offline, Problem } from '../api/errors.ts';
import type { Media } from '../api/types.ts';
import { kept, type Going } from './upload-item.ts';
import { UploadQueue, type Route } from './upload-queue.svelte.ts';

const file = (name: string, bytes = 'x') => new File([bytes], name, { type: 'image/jpeg', lastModified: 7 });
const media = (id: string, state: Media['state'], problem?: Media['problem']): Media => ({
  id,
  kind: 'photo',
  state,
  owner_id: '1',
  created_at: '',
  updated_at: '',
  variants: [],
  problem,
});
const settled = () => new Promise((done) => setTimeout(done));
const busyServer = () => new Problem({ status: 503, code: 'unavailable', title: 'Later.' });

interface Sent extends Going {
  ok: (media: Media) => void;
  no: (error: unknown) => void;
}

/** A server that answers when the test says so, and a line that is back when the test says so. */
function stage(most = 3) {
  const sends = new Map<string, Sent>();
  const ends = new Map<string, { ok: (media: Media) => void; no: (error: unknown) => void }>();
  const released: string[] = [];
  const givenUp: string[] = [];
  const pauses: (() => void)[] = [];
  const tries: string[] = [];
  const route: Route = {
    send: ({ name }, going) =>
      new Promise((ok, no) => {
        tries.push(name);
        sends.set(name, { ...going, ok, no });
        going.signal.addEventListener('abort', () => no(new TypeError('aborted')));
      }),
    finished: (id) => new Promise((ok, no) => ends.set(id, { ok, no })),
    retry: async (id) => media(id, 'processing'),
    giveUp: (upload) => givenUp.push(upload),
    pause: (_attempt, signal) =>
      new Promise((over) => {
        pauses.push(over);
        signal.addEventListener('abort', () => over());
      }),
    preview: ({ name }) => `blob:${name}`,
    release: (preview) => released.push(preview),
  };
  const queue = new UploadQueue(route, most);
  return { queue, sends, ends, released, givenUp, pauses, tries };
}

const stages = (queue: UploadQueue) => queue.items.map((item) => item.stage);
const key = (queue: UploadQueue, at: number) => queue.items[at]?.key ?? '';

describe('UploadQueue', () => {
  it('sends two at a time, in order', async () => {
    const { queue, sends } = stage();
    queue.add([file('a'), file('b'), file('c')]);
    expect(stages(queue)).toEqual(['sending', 'sending', 'waiting']);
    sends.get('a')?.ok(media('1', 'ready'));
    await settled();
    expect(stages(queue)).toEqual(['ready', 'sending', 'sending']);
  });

  it('says how many had no room', () => {
    const { queue } = stage();
    expect(queue.add([file('a'), file('b'), file('c'), file('d')])).toBe(1);
    expect(queue.full).toBe(true);
  });

  it('counts as sent while pictures are still being made', async () => {
    const { queue, sends, ends } = stage();
    queue.add([file('a')]);
    sends.get('a')?.ok(media('1', 'processing'));
    await settled();
    expect(stages(queue)).toEqual(['processing']);
    expect(queue.sent).toBe(true);
    ends.get('1')?.ok(media('1', 'ready'));
    await settled();
    expect(stages(queue)).toEqual(['ready']);
  });

  it('says why a picture failed and whether to try again', async () => {
    const { queue, sends, ends } = stage();
    queue.add([file('a')]);
    sends.get('a')?.ok(media('1', 'processing'));
    await settled();
    ends.get('1')?.ok(media('1', 'failed', { code: 'timeout', detail: 'It took too long.', can_retry: true }));
    await settled();
    expect(queue.items[0]).toMatchObject({ stage: 'failed', reason: 'It took too long.', hopeful: true });
    expect(queue.sent).toBe(false);
    queue.retry(key(queue, 0));
    await settled();
    expect(stages(queue)).toEqual(['processing']);
  });

  it('holds up nobody for one that is refused', async () => {
    const { queue, sends } = stage();
    queue.add([file('a'), file('b'), file('c')]);
    sends.get('a')?.no(new Problem({ status: 415, code: 'type_unsupported', title: 'This is text.' }));
    await settled();
    expect(stages(queue)).toEqual(['failed', 'sending', 'sending']);
    expect(queue.items[0]).toMatchObject({ reason: 'This is text.', hopeful: false });
  });

  it('moves within its bounds and lets go of what is removed', () => {
    const { queue, released } = stage();
    queue.add([file('a'), file('b'), file('c')]);
    queue.move(key(queue, 2), -2);
    queue.move(key(queue, 0), -1);
    expect(queue.items.map((item) => item.name)).toEqual(['c', 'a', 'b']);
    queue.remove(key(queue, 1));
    expect(released).toEqual(['blob:a']);
    expect(queue.items.map((item) => item.name)).toEqual(['c', 'b']);
  });
});

describe('A line that breaks', () => {
  it('is waited for, and the same upload goes on', async () => {
    const { queue, sends, pauses, tries } = stage();
    queue.add([file('a')]);
    sends.get('a')?.onbegun('77');
    for (let lost = 0; lost < 20; lost += 1) {
      sends.get('a')?.no(offline());
      await settled();
      expect(queue.stalled).toBe(true);
      pauses.pop()?.();
      await settled();
      expect(sends.get('a')?.upload).toBe('77');
    }
    expect(tries.length).toBe(21);
    sends.get('a')?.ok(media('1', 'ready'));
    await settled();
    expect(stages(queue)).toEqual(['ready']);
  });

  it('is not waited for for ever where the server answers and cannot', async () => {
    const { queue, sends, pauses, tries } = stage();
    queue.add([file('a')]);
    while (queue.items[0]?.stage === 'sending') {
      sends.get('a')?.no(busyServer());
      await settled();
      pauses.pop()?.();
      await settled();
    }
    expect(tries.length).toBe(6);
    expect(queue.items[0]).toMatchObject({ stage: 'failed', reason: 'Later.', hopeful: true });
    queue.retry(key(queue, 0));
    expect(stages(queue)).toEqual(['sending']);
  });

  it('counts its tries anew when something has arrived', async () => {
    const { queue, sends, pauses, tries } = stage();
    queue.add([file('a')]);
    for (let part = 1; part < 10; part += 1) {
      sends.get('a')?.onprogress(part / 10);
      sends.get('a')?.no(busyServer());
      await settled();
      pauses.pop()?.();
      await settled();
    }
    expect(tries.length).toBe(10);
    expect(stages(queue)).toEqual(['sending']);
  });
});

describe('Pausing', () => {
  it('lets go of what is on its way and goes on with it afterwards', async () => {
    const { queue, sends, tries } = stage();
    queue.add([file('a'), file('b'), file('c')]);
    sends.get('a')?.onbegun('77');
    sends.get('a')?.onprogress(0.4);
    queue.pause();
    await settled();
    expect(stages(queue)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(queue.items[0]?.part).toBe(0.4);
    queue.add([]);
    expect(tries).toEqual(['a', 'b']);
    queue.goOn();
    expect(stages(queue)).toEqual(['sending', 'sending', 'waiting']);
    expect(sends.get('a')?.upload).toBe('77');
    await settled();
    expect(stages(queue)).toEqual(['sending', 'sending', 'waiting']);
  });

  it('ends the wait for a line', async () => {
    const { queue, sends, tries } = stage();
    queue.add([file('a')]);
    sends.get('a')?.no(offline());
    await settled();
    queue.pause();
    await settled();
    expect(queue.items[0]).toMatchObject({ stage: 'waiting', stalled: false });
    expect(tries).toEqual(['a']);
  });
});

describe('What is taken out or left', () => {
  it('is given up at the server while it is no photo yet', async () => {
    const { queue, sends, givenUp } = stage();
    queue.add([file('a'), file('b')]);
    sends.get('a')?.onbegun('77');
    sends.get('b')?.onbegun('78');
    sends.get('b')?.ok(media('1', 'ready'));
    await settled();
    queue.remove(key(queue, 1));
    queue.remove(key(queue, 0));
    expect(givenUp).toEqual(['77']);
  });

  it('is kept there when the page is left', () => {
    const { queue, sends, givenUp, released } = stage();
    queue.add([file('a')]);
    sends.get('a')?.onbegun('77');
    queue.leave();
    expect(sends.get('a')?.signal.aborted).toBe(true);
    expect([givenUp, released]).toEqual([[], ['blob:a']]);
  });
});

describe('After a reload', () => {
  /** What one page leaves for the next. */
  async function left() {
    const { queue, sends } = stage();
    queue.add([file('a'), file('b'), file('c')]);
    for (const [name, upload] of [
      ['a', '77'],
      ['b', '78'],
    ] as const)
      sends.get(name)?.onbegun(upload);
    sends.get('a')?.ok(media('1', 'ready'));
    queue.setAlt(key(queue, 1), 'A harbour');
    await settled();
    return queue.items.map(kept);
  }

  it('goes on with each where it was', async () => {
    const rows = await left();
    const { queue, sends, ends, tries } = stage();
    queue.restore(rows, new Map(rows.map((row) => [row.key, file(row.name)])));
    expect(stages(queue)).toEqual(['processing', 'sending', 'sending']);
    ends.get('1')?.ok(media('1', 'ready'));
    await settled();
    expect(stages(queue)).toEqual(['ready', 'sending', 'sending']);
    expect(tries).toEqual(['b', 'c']);
    expect([sends.get('b')?.upload, sends.get('c')?.upload]).toEqual(['78', undefined]);
    expect(queue.items[1]?.alt).toBe('A harbour');
  });

  it('sends again what was cleared away meanwhile', async () => {
    const rows = await left();
    const { queue, ends, sends } = stage();
    queue.restore(rows.slice(0, 1), new Map([[rows[0]?.key ?? '', file('a')]]));
    ends.get('1')?.no(new Problem({ status: 404, code: 'not_found', title: 'Gone.' }));
    await settled();
    expect(stages(queue)).toEqual(['sending']);
    expect(sends.get('a')?.upload).toBeUndefined();
  });

  it('asks for a file that was too long to be kept, and knows it again', async () => {
    const rows = await left();
    const { queue, sends } = stage(2);
    queue.restore(rows.slice(1, 2), new Map());
    expect(stages(queue)).toEqual(['missing']);
    expect(queue.sent).toBe(false);
    queue.add([file('b', 'other bytes')]);
    expect(stages(queue)).toEqual(['missing', 'sending']);
    expect(queue.add([file('b')])).toBe(0);
    expect(stages(queue)).toEqual(['sending', 'sending']);
    expect(sends.get('b')?.upload).toBe('78');
  });
});
