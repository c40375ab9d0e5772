/** What the author of a post does about its conversation, and everybody about their own comments. */
import { api, ask } from '../api/client.ts';
import type { Conversation, EngagementChoices } from '../api/types.ts';
import { entities } from './entities.svelte.ts';
import { forgetLists, list, PAGE, people } from './lists.ts';
import { commentsOn } from './post-lists.ts';

const at = (comment_id: string) => ({ params: { path: { comment_id } } });

export async function editComment(id: string, text: string): Promise<void> {
  const remark = entities.remark(id);
  if (!remark) return;
  entities.putRemark(await ask(api.PATCH('/v1/comments/{comment_id}', { ...at(id), body: { text } })), remark.postId);
}

export async function pinComment(id: string, wish: boolean): Promise<void> {
  if (wish) await ask(api.PUT('/v1/comments/{comment_id}/pin', at(id)));
  else await ask(api.DELETE('/v1/comments/{comment_id}/pin', at(id)));
  entities.patchRemark(id, () => ({ pinned: wish }));
  const postId = entities.remark(id)?.postId;
  if (postId) await commentsOn(postId).refresh();
}

/** Its author alone sees it from now on. */
export async function holdComment(id: string): Promise<void> {
  await ask(api.DELETE('/v1/comments/{comment_id}/approval', at(id)));
  const remark = entities.remark(id);
  if (!remark) return;
  entities.countRemarks(remark.postId, -1);
  entities.patchPost(remark.postId, ({ commentIds }) => ({ commentIds: commentIds.filter((one) => one !== id) }));
  forgetLists('held');
  forgetLists(`replies:${remark.parent_id ?? id}`);
  await commentsOn(remark.postId).refresh();
}

export async function approveComment(id: string): Promise<void> {
  await ask(api.PUT('/v1/comments/{comment_id}/approval', at(id)));
  const remark = entities.remark(id);
  if (!remark) return;
  entities.countRemarks(remark.postId, 1);
  forgetLists(`comments:${remark.postId}`);
}

export const held = () =>
  list('held', async (cursor) => {
    const page = await ask(api.GET('/v1/me/held-comments', { params: { query: { limit: PAGE, cursor } } }));
    return { ...page, items: page.items.map((comment) => entities.putRemark(comment, comment.post_id)) };
  });

export const commentLikers = (comment_id: string) =>
  list(
    `likers:c${comment_id}`,
    async (cursor) => {
      const params = { path: { comment_id }, query: { limit: PAGE, cursor } };
      return people(await ask(api.GET('/v1/comments/{comment_id}/likes', { params })));
    },
    `like:c${comment_id}`,
  );

export const conversation = (post_id: string): Promise<Conversation> =>
  ask(api.GET('/v1/posts/{post_id}/conversation', { params: { path: { post_id } } }));

export async function changeConversation(post_id: string, change: Partial<Conversation>): Promise<Conversation> {
  const params = { path: { post_id } };
  const now = await ask(api.PATCH('/v1/posts/{post_id}/conversation', { params, body: change }));
  entities.patchPost(post_id, () => ({ comments_from: now.comments_from, hides_likes: now.hides_likes }));
  return now;
}

export const choices = (): Promise<EngagementChoices> => ask(api.GET('/v1/me/engagement'));

export const choose = (body: Partial<EngagementChoices>): Promise<EngagementChoices> =>
  ask(api.PATCH('/v1/me/engagement', { body }));

/** How a post left for somewhere else; nobody waits for this, and a failure costs a number. */
export async function noteShare(post_id: string, way: 'link' | 'sheet'): Promise<void> {
  try {
    await ask(api.POST('/v1/posts/{post_id}/share', { params: { path: { post_id } }, body: { way } }));
  } catch {
    // The link is where it should be all the same.
  }
}
