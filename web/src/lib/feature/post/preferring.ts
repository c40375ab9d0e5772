/** What somebody wants to see less or more of. Fetched when it is chosen: no card needs it to be looked at. */
import { tick } from 'svelte';
import { t, type Key } from '../../i18n/core.ts';
import '../../i18n/menu.ts';
import type { Person } from '../../state/entities.svelte.ts';
import { home } from '../../state/lists.ts';
import { hide, prefer, type Show } from '../../state/signals.ts';
import { toasts } from '../../state/toasts.svelte.ts';

/** Takes a post out of the home feed, with a word that brings it back. */
export async function unwanted(postId: string): Promise<void> {
  const { ids } = home();
  const next = ids[ids.indexOf(postId) + 1] ?? ids[ids.indexOf(postId) - 1];
  const done = offered(hide(postId), 'feed.hidden');
  await tick();
  // The card had the focus, and is gone.
  if (next) document.querySelector<HTMLElement>(`article[data-post="${next}"]`)?.focus({ preventScroll: true });
  await done;
}

export const show = (person: Person, wish: Show) =>
  offered(prefer(person.id, wish), wish === 'more' ? 'feed.more' : 'feed.less', person.username);

async function offered(done: Promise<() => Promise<void>>, said: Key, name = ''): Promise<void> {
  try {
    const undo = await done;
    toasts.show(t(said, { name }), {
      action: { label: t('feed.undo'), run: () => void undo().catch((error: unknown) => toasts.problem(error)) },
    });
  } catch (error) {
    toasts.problem(error);
  }
}
