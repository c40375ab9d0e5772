import { t } from '../../i18n/core.ts';
import '../../i18n/menu.ts';
import { toasts } from '../../state/toasts.svelte.ts';

export async function copyLink(url: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(url);
    toasts.show(t('post.link_copied'));
  } catch {
    toasts.show(t('post.link_here', { url }));
  }
}
