/** Lists that only pages of their own show: what one keeps to oneself, and whom one might follow. */
import { api, ask } from '../api/client.ts';
import { cards, GRID_PAGE, list, PAGE, people } from './lists.ts';

export const saved = () =>
  list(
    'saved',
    async (cursor) => cards(await ask(api.GET('/v1/me/saved', { params: { query: { limit: GRID_PAGE, cursor } } }))),
    'save:',
  );

export const SHELVES = ['draft', 'scheduled', 'archived', 'removed'] as const;
export type Shelf = (typeof SHELVES)[number];

/** One's own posts that nobody else sees. */
export const mine = (shelf: Shelf) =>
  list(`shelf:${shelf}`, async (cursor) =>
    cards(await ask(api.GET('/v1/me/posts', { params: { query: { shelf, limit: PAGE, cursor } } }))),
  );

/** Posts whose authors want to name the viewer, and have to be answered. */
export const asking = () =>
  list('asking', async (cursor) =>
    cards(await ask(api.GET('/v1/me/tags', { params: { query: { limit: PAGE, cursor } } }))),
  );

export const suggestions = () =>
  list('suggestions', async () =>
    people(await ask(api.GET('/v1/suggestions', { params: { query: { limit: GRID_PAGE } } }))),
  );

const OWN = {
  blocked: '/v1/blocks',
  muted: '/v1/mutes',
  restricted: '/v1/restricted',
  'close-friends': '/v1/close-friends',
} as const;
export type Own = keyof typeof OWN;
export const isOwn = (name: string): name is Own => name in OWN;

/** Whom the viewer has blocked, muted, restricted or made a close friend. */
export const own = (kind: Own, q = '') =>
  list(`${kind}:${q}`, async (cursor) =>
    people(await ask(api.GET(OWN[kind], { params: { query: { limit: PAGE, cursor, ...(q && { q }) } } }))),
  );
