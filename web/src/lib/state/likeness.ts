/** Posts whose pictures look alike. */
import { api, ask } from '../api/client.ts';
import { cards, GRID_PAGE, list } from './lists.ts';

export const postsLike = (post_id: string) =>
  list(`like:${post_id}`, async (cursor) =>
    cards(
      await ask(
        api.GET('/v1/posts/{post_id}/similar', {
          params: { path: { post_id }, query: { limit: GRID_PAGE, cursor } },
        }),
      ),
    ),
  );
