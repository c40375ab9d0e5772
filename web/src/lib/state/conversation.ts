/** Comments: written, answered and taken away, with every count that depends on them. */
import { api, ask } from '../api/client.ts';
import { entities } from './entities.svelte.ts';
import { settle } from './engagement.ts';
import { removeEverywhere } from './lists.ts';
import { commentsOn, repliesTo } from './post-lists.ts';

export async function addComment(post_id: string, text: string, parent_id?: string): Promise<void> {
  const body = { text, ...(parent_id && { parent_id }) };
  const comment = await ask(api.POST('/v1/posts/{post_id}/comments', { params: { path: { post_id } }, body }));
  entities.putRemark(comment, post_id);
  entities.countRemarks(post_id, 1);
  if (!parent_id) {
    commentsOn(post_id).prepend(comment.id);
    entities.patchPost(post_id, ({ commentIds }) => ({ commentIds: [...commentIds, comment.id].slice(0, 2) }));
    return;
  }
  entities.patchRemark(parent_id, ({ counts }) => ({ counts: { ...counts, replies: counts.replies + 1 } }));
  repliesTo(post_id, parent_id).append(comment.id);
}

/** Gone at once with its answers, and back in its place when the server refuses. */
export async function removeComment(comment_id: string): Promise<void> {
  const remark = entities.remark(comment_id);
  if (!remark) return;
  const { postId, parent_id } = remark;
  const putBack = removeEverywhere(comment_id);
  const uncount = entities.countRemarks(postId, -1 - remark.counts.replies);
  const shown = entities.post(postId)?.commentIds ?? [];
  entities.patchPost(postId, () => ({ commentIds: shown.filter((id) => id !== comment_id) }));
  const replies = (by: number) =>
    parent_id &&
    entities.patchRemark(parent_id, ({ counts }) => ({
      counts: { ...counts, replies: Math.max(0, counts.replies + by) },
    }));
  replies(-1);
  try {
    await ask(api.DELETE('/v1/comments/{comment_id}', { params: { path: { comment_id } } }));
    entities.dropRemark(comment_id);
  } catch (error) {
    putBack();
    uncount();
    replies(1);
    entities.patchPost(postId, () => ({ commentIds: shown }));
    throw error;
  }
}

export async function likeRemark(comment_id: string, wish: boolean): Promise<void> {
  const at = { params: { path: { comment_id } } };
  await settle(
    `like:c${comment_id}`,
    wish,
    (value) => entities.likeRemark(comment_id, value),
    (value) =>
      value
        ? ask(api.PUT('/v1/comments/{comment_id}/like', at))
        : ask(api.DELETE('/v1/comments/{comment_id}/like', at)),
  );
}
