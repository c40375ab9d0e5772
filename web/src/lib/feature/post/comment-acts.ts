/** What is done with a comment through its menu: fetched when somebody does it. */
import { t } from '../../i18n/core.ts';
import '../../i18n/comments.ts';
import '../../i18n/talk.ts';
import { confirmation } from '../../state/confirm.svelte.ts';
import { removeComment } from '../../state/conversation.ts';
import type { Remark } from '../../state/entities.svelte.ts';
import { holdComment, pinComment } from '../../state/talk.ts';
import { toasts } from '../../state/toasts.svelte.ts';

export async function remove(remark: Remark): Promise<void> {
  const sure = await confirmation.ask({
    title: t('comment.delete_title'),
    text: t(remark.counts.replies ? 'comment.delete_text_replies' : 'comment.delete_text'),
    yes: t('comment.delete'),
    danger: true,
  });
  if (sure) await tried(() => removeComment(remark.id), t('comment.deleted'));
}

export const pin = (remark: Remark, wish: boolean): Promise<void> =>
  tried(() => pinComment(remark.id, wish), t(wish ? 'talk.pinned' : 'talk.unpinned'));

export const hold = (remark: Remark): Promise<void> => tried(() => holdComment(remark.id), t('talk.held'));

async function tried(act: () => Promise<void>, done: string): Promise<void> {
  try {
    await act();
    toasts.show(done);
  } catch (error) {
    toasts.problem(error);
  }
}
