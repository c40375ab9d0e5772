/** One post by its address, and the lists that hang on it. */
import { api, ask } from '../api/client.ts';
import type { Comment, Page } from '../api/types.ts';
import { entities } from './entities.svelte.ts';
import { list, PAGE, people } from './lists.ts';

/** Brings one post up to date, wherever it is shown; its id. */
export const fetchPost = async (post_id: string): Promise<string> =>
  entities.putPost(await ask(api.GET('/v1/posts/{post_id}', { params: { path: { post_id } } })));

const remarks = (postId: string, page: Page<Comment>): Page<string> => ({
  ...page,
  items: page.items.map((comment) => entities.putRemark(comment, postId)),
});

export const likers = (post_id: string) =>
  list(
    `likers:${post_id}`,
    async (cursor) => {
      const params = { path: { post_id }, query: { limit: PAGE, cursor } };
      return people(await ask(api.GET('/v1/posts/{post_id}/likes', { params })));
    },
    `like:${post_id}`,
  );

export const commentsOn = (post_id: string) =>
  list(`comments:${post_id}`, async (cursor) =>
    remarks(
      post_id,
      await ask(
        api.GET('/v1/posts/{post_id}/comments', { params: { path: { post_id }, query: { limit: PAGE, cursor } } }),
      ),
    ),
  );

export const repliesTo = (post_id: string, parent_id: string) =>
  list(`replies:${parent_id}`, async (cursor) =>
    remarks(
      post_id,
      await ask(
        api.GET('/v1/posts/{post_id}/comments', {
          params: { path: { post_id }, query: { limit: PAGE, cursor, parent_id } },
        }),
      ),
    ),
  );
