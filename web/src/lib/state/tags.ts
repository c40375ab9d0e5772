/** Posts by hashtag, and by place: in a file of their own, for most pages do without. */
import { api, ask } from '../api/client.ts';
import { asProblem } from '../api/errors.ts';
import type { Card, Page, TrendingTag } from '../api/types.ts';
import { cards, GRID_PAGE, list } from './lists.ts';
import { tagFollows } from './tag-follows.svelte.ts';

export const ORDERS = ['recent', 'top'] as const;
export type ListOrder = (typeof ORDERS)[number];

/** The order that an address asks for. */
export const orderIn = (url: URL): ListOrder => (url.searchParams.get('order') === 'top' ? 'top' : 'recent');

export const tagged = (tag: string, order: ListOrder) =>
  list(`tag:${order}:${tag}`, async (cursor) => {
    const params = { path: { tag }, query: { order, limit: GRID_PAGE, cursor } };
    const page = await orNothing(ask(api.GET('/v1/timelines/tags/{tag}', { params })));
    if (!cursor) tagFollows.put(tag, page.is_followed === true);
    return cards(page);
  });

/** Posts from a place. */
export const placed = (place_id: string, order: ListOrder) =>
  list(`place:${order}:${place_id}`, async (cursor) => {
    const params = { path: { place_id }, query: { order, limit: GRID_PAGE, cursor } };
    return cards(await orNothing(ask(api.GET('/v1/timelines/places/{place_id}', { params }))));
  });

/** What more people use than usually; nothing when the server cannot be asked. */
export async function trending(): Promise<TrendingTag[]> {
  try {
    return (await ask(api.GET('/v1/trends/tags'))).items;
  } catch {
    return [];
  }
}

async function orNothing(asked: Promise<Page<Card>>): Promise<Page<Card> & { is_followed?: boolean | null }> {
  try {
    return await asked;
  } catch (error) {
    // What can be no tag, or no place, is on no post: an address that somebody has typed is no accident.
    if (asProblem(error).status === 404) return { items: [] };
    throw error;
  }
}
