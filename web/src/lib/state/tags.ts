/** Posts by hashtag: in a file of their own, for most pages do without. */
import { api, ask } from '../api/client.ts';
import { cards, GRID_PAGE, list } from './lists.ts';

export const tagged = (tag: string) =>
  list(`tag:${tag}`, async (cursor) =>
    cards(
      await ask(
        api.GET('/v1/timelines/tags/{tag}', { params: { path: { tag }, query: { limit: GRID_PAGE, cursor } } }),
      ),
    ),
  );
