/** The lists of the app by name, each made once and kept while the person is signed in. */
import { api, ask } from '../api/client.ts';
import type { Card, Page, UserShort } from '../api/types.ts';
import { entities } from './entities.svelte.ts';
import { type Fetch, Paged } from './paged.svelte.ts';
import { toggles } from './toggles.ts';

export const PAGE = 20;
export const GRID_PAGE = 30;
// Opening post after post must not keep every list of the day; the oldest are made anew when asked for.
const LISTS_MAX = 120;

const lists = new Map<string, Paged>();

/**
 * One list of the app, made when it is first asked for. `decidedBy` begins the keys of the switches that decide what is in
 * it: they show a press before the server has answered it, and the list is asked for after that.
 */
export function list(name: string, fetch: Fetch, decidedBy?: string): Paged {
  const found = lists.get(name);
  if (found) {
    lists.delete(name);
    lists.set(name, found);
    return found;
  }
  const made = new Paged(decidedBy ? (cursor) => toggles.answered(decidedBy).then(() => fetch(cursor)) : fetch, name);
  lists.set(name, made);
  const oldest = [...lists.keys()].find((key) => key !== 'home');
  if (lists.size > LISTS_MAX && oldest) lists.delete(oldest);
  return made;
}

export const cards = (page: Page<Card>): Page<string> => ({
  ...page,
  items: page.items.map((card) => entities.putPost(card)),
});

export const people = (page: Page<UserShort>): Page<string> => ({
  ...page,
  items: page.items.map((person) => entities.putPerson(person)),
});

const byId = (user_id: string, cursor: string | undefined, limit = PAGE) => ({
  params: { path: { user_id }, query: { limit, cursor } },
});

export const home = () =>
  list(
    'home',
    async (cursor) => cards(await ask(api.GET('/v1/timelines/home', { params: { query: { limit: PAGE, cursor } } }))),
    'follow:',
  );

export const postsOf = (userId: string) =>
  list(`posts:${userId}`, async (cursor) =>
    cards(await ask(api.GET('/v1/users/{user_id}/posts', byId(userId, cursor, GRID_PAGE)))),
  );

/** Posts in whose pictures somebody is. */
export const taggedOf = (userId: string) =>
  list(`tagged:${userId}`, async (cursor) =>
    cards(await ask(api.GET('/v1/users/{user_id}/tagged', byId(userId, cursor, GRID_PAGE)))),
  );

export type Around = 'followers' | 'following' | 'mutuals';

/** People around somebody; `q` begins their usernames or a word of their names. */
export const peopleAround = (userId: string, kind: Around, q = '') =>
  list(
    `${kind}:${userId}:${q}`,
    async (cursor) => {
      const query = { limit: PAGE, cursor, ...(q && { q }) };
      return people(
        await ask(api.GET(`/v1/users/{user_id}/${kind}`, { params: { path: { user_id: userId }, query } })),
      );
    },
    'follow:',
  );

export const requests = () =>
  list('requests', async (cursor) =>
    people(await ask(api.GET('/v1/follow-requests', { params: { query: { limit: PAGE, cursor } } }))),
  );

/** A list that has been made already, by its name. */
export const listNamed = (name: string | undefined) => (name === undefined ? undefined : lists.get(name));

/** Takes a post out of every list, after its deletion; the answer puts it back. */
export function removeEverywhere(id: string): () => void {
  const undos = [...lists.values()].map((one) => one.remove(id));
  return () => undos.forEach((undo) => undo());
}

export function forgetLists(prefix = ''): void {
  for (const key of [...lists.keys()]) if (key.startsWith(prefix)) lists.delete(key);
}
