/** Posts by hashtag: in a file of their own, for most pages do without. */
import { api, ask } from '../api/client.ts';
import { asProblem } from '../api/errors.ts';
import type { Card, Page } from '../api/types.ts';
import { cards, GRID_PAGE, list } from './lists.ts';

export const tagged = (tag: string) => list(`tag:${tag}`, async (cursor) => cards(await fetchPage(tag, cursor)));

async function fetchPage(tag: string, cursor: string | undefined): Promise<Page<Card>> {
  try {
    return await ask(
      api.GET('/v1/timelines/tags/{tag}', { params: { path: { tag }, query: { limit: GRID_PAGE, cursor } } }),
    );
  } catch (error) {
    // What can be no tag is on no post: an address that somebody has typed is no accident.
    if (asProblem(error).status === 404) return { items: [] };
    throw error;
  }
}
