import { t } from '../../i18n/core.ts';
import { urls } from '../../urls.ts';
import type { Post } from '../../state/entities.svelte.ts';
import { toasts } from '../../state/toasts.svelte.ts';

/** The phone's own sheet where there is one, else the link goes to the clipboard. */
export async function share(post: Post): Promise<void> {
  const url = new URL(urls.post(post.id), location.origin).href;
  if (navigator.share && matchMedia('(pointer: coarse)').matches) {
    // Closing the sheet is not an error.
    await navigator.share({ url, title: post.title ?? t('app.name') }).catch(() => undefined);
    return;
  }
  await copyLink(url);
}

export async function copyLink(url: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(url);
    toasts.show(t('post.link_copied'));
  } catch {
    toasts.show(t('post.link_here', { url }));
  }
}
