import { describe, expect, it } from 'vitest';
import { Problem } from '../api/errors.ts';
import type { Media } from '../api/types.ts';
import { UploadQueue, type Route } from './upload-queue.svelte.ts';

const file = (name: string) => new File(['x'], name, { type: 'image/jpeg' });
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

/** A server that answers when the test says so. */
function stage() {
  const sends = new Map<string, { ok: (media: Media) => void; no: (error: unknown) => void }>();
  const ends = new Map<string, (media: Media) => void>();
  const released: string[] = [];
  const route: Route = {
    send: ({ name }) => new Promise((ok, no) => sends.set(name, { ok, no })),
    finished: (id) => new Promise((ok) => ends.set(id, ok)),
    retry: async (id) => media(id, 'processing'),
    preview: ({ name }) => `blob:${name}`,
    release: (preview) => released.push(preview),
  };
  return { queue: new UploadQueue(route, 3), sends, ends, released };
}

const stages = (queue: UploadQueue) => queue.items.map((item) => item.stage);

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
    ends.get('1')?.(media('1', 'ready'));
    await settled();
    expect(stages(queue)).toEqual(['ready']);
  });

  it('says why a picture failed and whether to try again', async () => {
    const { queue, sends, ends } = stage();
    queue.add([file('a')]);
    sends.get('a')?.ok(media('1', 'processing'));
    await settled();
    ends.get('1')?.(media('1', 'failed', { code: 'timeout', detail: 'It took too long.', can_retry: true }));
    await settled();
    expect(queue.items[0]).toMatchObject({ stage: 'failed', reason: 'It took too long.', hopeful: true });
    expect(queue.sent).toBe(false);
    queue.retry('photo-1');
    await settled();
    expect(stages(queue)).toEqual(['processing']);
  });

  it('sends the bytes again after a lost connection, and not after a refusal', async () => {
    const { queue, sends } = stage();
    queue.add([file('a'), file('b')]);
    sends.get('a')?.no(new TypeError('network'));
    sends.get('b')?.no(new Problem({ status: 415, code: 'not_a_photo', title: 'This is text.' }));
    await settled();
    expect(queue.items.map((item) => [item.reason, item.hopeful])).toEqual([
      ['offline', true],
      ['This is text.', false],
    ]);
    queue.retry('photo-1');
    expect(stages(queue)).toEqual(['sending', 'failed']);
  });

  it('moves within its bounds and lets go of what is removed', () => {
    const { queue, released } = stage();
    queue.add([file('a'), file('b'), file('c')]);
    queue.move('photo-3', -2);
    queue.move('photo-3', -1);
    expect(queue.items.map((item) => item.file.name)).toEqual(['c', 'a', 'b']);
    queue.remove('photo-1');
    expect(released).toEqual(['blob:a']);
    expect(stages(queue)).toEqual(['sending', 'sending']);
  });
});
