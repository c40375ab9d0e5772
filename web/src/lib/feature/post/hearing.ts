/** Whether one hears of what others do with a post. Fetched when somebody opens its menu. */
import { api, ask } from '../../api/client.ts';
import { t } from '../../i18n/core.ts';
import '../../i18n/notify.ts';
import { mutePost } from '../../state/notifications.svelte.ts';
import { toasts } from '../../state/toasts.svelte.ts';

export async function isMuted(post_id: string): Promise<boolean> {
  return (await ask(api.GET('/v1/posts/{post_id}/mute', { params: { path: { post_id } } }))).muted;
}

/** Hears no more of a post, or hears of it again; how it is then. */
export async function mute(post_id: string, wish: boolean): Promise<boolean> {
  try {
    await mutePost(post_id, wish);
  } catch (error) {
    toasts.problem(error);
    return !wish;
  }
  toasts.show(t(wish ? 'notify.muted' : 'notify.unmuted'));
  return wish;
}
