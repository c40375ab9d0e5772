/** What somebody says to being named in a post: in a picture, or as the partner who paid for it. */
import { api, ask } from '../../api/client.ts';
import { t } from '../../i18n/core.ts';
import '../../i18n/posts.ts';
import { forgetLists, listNamed } from '../../state/lists.ts';
import { fetchPost } from '../../state/post-lists.ts';
import { session } from '../../state/session.svelte.ts';
import { toasts } from '../../state/toasts.svelte.ts';

/** Whether the answer has arrived. */
export async function answerTag(post_id: string, as: 'tag' | 'partner', isShown: boolean): Promise<boolean> {
  const at = { params: { path: { post_id } } };
  const path = `/v1/posts/{post_id}/${as}` as const;
  try {
    await ask(isShown ? api.PUT(path, at) : api.DELETE(path, at));
  } catch (error) {
    toasts.problem(error);
    return false;
  }
  listNamed('asking')?.remove(post_id);
  forgetLists(`tagged:${session.viewerId}`);
  if (as === 'tag') toasts.show(t(isShown ? 'named.shown' : 'named.removed'));
  else toasts.show(t(isShown ? 'named.agreed' : 'named.disagreed'));
  // The answer stands, whether or not the post can be looked at again.
  await fetchPost(post_id).catch(() => undefined);
  return true;
}
