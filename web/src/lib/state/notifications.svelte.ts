/** What others did, as the server tells it: the list, kept in order while more arrives. */
import { SvelteMap } from 'svelte/reactivity';
import { api, ask } from '../api/client.ts';
import type { Notification } from '../api/types.ts';
import { entities } from './entities.svelte.ts';
import { list, PAGE } from './lists.ts';
import { unread } from './unread.svelte.ts';

const known = new SvelteMap<string, Notification>();

export const notification = (id: string) => known.get(id);

export const notifications = () =>
  list('notifications', async (cursor) => {
    const tell = unread.ask();
    const page = await ask(api.GET('/v1/notifications', { params: { query: { limit: PAGE, cursor } } }));
    tell(page.unread);
    return { ...page, items: page.items.map(keep) };
  });

/** Takes in one that arrived by itself: it stands on top, whether it is new or has grown. */
export function arrive(one: Notification): void {
  const shown = notifications();
  keep(one);
  if (!shown.begun) return;
  shown.remove(one.id);
  shown.prepend(one.id);
}

export async function countUnread(): Promise<void> {
  const tell = unread.ask();
  tell((await ask(api.GET('/v1/notifications/unread'))).unread);
}

/** Everything that is shown has been seen. The dots stay until the page is opened again. */
export async function markRead(): Promise<void> {
  const newest = known.get(notifications().ids[0] ?? '');
  if (!newest || !unread.n) return;
  unread.n = 0;
  await ask(api.PUT('/v1/notifications/read', { body: { until: newest.at } }));
}

export async function mutePost(id: string, muted: boolean): Promise<void> {
  const at = { params: { path: { post_id: id } } };
  const change = (is_muted: boolean) => {
    for (const [key, one] of known) if (one.post?.id === id) known.set(key, { ...one, is_muted });
  };
  change(muted);
  try {
    await ask(muted ? api.PUT('/v1/posts/{post_id}/mute', at) : api.DELETE('/v1/posts/{post_id}/mute', at));
  } catch (error) {
    change(!muted);
    throw error;
  }
}

function keep(one: Notification): string {
  for (const person of one.people) entities.putPerson(person);
  known.set(one.id, one);
  return one.id;
}
