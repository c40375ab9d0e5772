/** Posts by hashtag, and by place: in a file of their own, for most pages do without. */
import { api, ask } from '../api/client.ts';
import { asProblem } from '../api/errors.ts';
import type { Card, Page } from '../api/types.ts';
import { cards, GRID_PAGE, list } from './lists.ts';

export const tagged = (tag: string) => list(`tag:${tag}`, async (cursor) => cards(await fetchPage(tag, cursor)));

/** Posts from a place. */
export const placed = (place_id: string) =>
  list(`place:${place_id}`, async (cursor) => {
    const params = { path: { place_id }, query: { limit: GRID_PAGE, cursor } };
    return cards(await orNothing(ask(api.GET('/v1/timelines/places/{place_id}', { params }))));
  });

function fetchPage(tag: string, cursor: string | undefined): Promise<Page<Card>> {
  const params = { path: { tag }, query: { limit: GRID_PAGE, cursor } };
  return orNothing(ask(api.GET('/v1/timelines/tags/{tag}', { params })));
}

async function orNothing(asked: Promise<Page<Card>>): Promise<Page<Card>> {
  try {
    return await asked;
  } catch (error) {
    // What can be no tag, or no place, is on no post: an address that somebody has typed is no accident.
    if (asProblem(error).status === 404) return { items: [] };
    throw error;
  }
}
