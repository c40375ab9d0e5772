/** What authors do with their posts. Fetched when somebody does it: no card needs it to be looked at. */
import { goto } from '$app/navigation';
import { page } from '$app/state';
import { api, ask } from '../../api/client.ts';
import { t } from '../../i18n/core.ts';
import '../../i18n/posts.ts';
import { confirmation } from '../../state/confirm.svelte.ts';
import { entities, type Post } from '../../state/entities.svelte.ts';
import { forgetLists, postsOf, removeEverywhere } from '../../state/lists.ts';
import { mine, type Shelf } from '../../state/own-lists.ts';
import { fetchPost } from '../../state/post-lists.ts';
import { session } from '../../state/session.svelte.ts';
import { toasts } from '../../state/toasts.svelte.ts';
import { urls } from '../../urls.ts';

const at = (post_id: string) => ({ params: { path: { post_id } } });

/** Deletes a post, with a word that brings it back. */
export async function remove(post: Post): Promise<void> {
  const putBack = removeEverywhere(post.id);
  try {
    await ask(api.DELETE('/v1/posts/{post_id}', at(post.id)));
  } catch (error) {
    putBack();
    toasts.problem(error);
    return;
  }
  // Lists that have been made meanwhile have it, too.
  removeEverywhere(post.id);
  const wasShown = post.state === 'published';
  if (wasShown) countPosts(-1);
  forgetLists('shelf:removed');
  await leave();
  if (post.state === 'draft' || post.state === 'scheduled') {
    toasts.show(t('own.forgotten'));
    return;
  }
  toasts.show(t('own.deleted'), {
    action: {
      label: t('own.undo'),
      run: () => void restore(post.id, putBack),
    },
  });
}

/** Undoes a deletion; `putBack` where its lists are at hand still. */
export async function restore(id: string, putBack?: () => void): Promise<void> {
  await tried(async () => {
    await ask(api.DELETE('/v1/posts/{post_id}/removal', at(id)));
    await fetchPost(id);
    putBack?.();
    mine('removed').remove(id);
    if (entities.post(id)?.state === 'published') countPosts(1);
    forgetLists('shelf:archived');
    renewProfile();
    toasts.show(t('own.restored'));
  });
}

export async function forget(id: string): Promise<void> {
  const sure = await confirmation.ask({
    title: t('shelf.forget_title'),
    text: t('shelf.forget_text'),
    yes: t('shelf.forget'),
    danger: true,
  });
  if (!sure) return;
  await tried(async () => {
    await ask(api.DELETE('/v1/me/posts/{post_id}', at(id)));
    mine('removed').remove(id);
    entities.dropPost(id);
    toasts.show(t('own.forgotten'));
  });
}

export async function archive(post: Post): Promise<void> {
  const putBack = removeEverywhere(post.id);
  const done = await tried(async () => {
    await ask(api.PUT('/v1/posts/{post_id}/archive', at(post.id)));
    removeEverywhere(post.id);
    if (post.state === 'published') countPosts(-1);
    entities.patchPost(post.id, () => ({ state: 'archived', pinned: false }));
    forgetLists('shelf:archived');
    await leave();
    toasts.show(t('own.archived'), { action: { label: t('own.undo'), run: () => void unarchive(post.id, putBack) } });
  });
  if (!done) putBack();
}

export async function unarchive(id: string, putBack?: () => void): Promise<void> {
  await tried(async () => {
    await ask(api.DELETE('/v1/posts/{post_id}/archive', at(id)));
    await fetchPost(id);
    mine('archived').remove(id);
    putBack?.();
    countPosts(1);
    renewProfile();
    toasts.show(t('own.unarchived'));
  });
}

export async function pin(post: Post, wish: boolean): Promise<void> {
  await tried(async () => {
    if (wish) await ask(api.PUT('/v1/posts/{post_id}/pin', at(post.id)));
    else await ask(api.DELETE('/v1/posts/{post_id}/pin', at(post.id)));
    entities.patchPost(post.id, () => ({ pinned: wish }));
    renewProfile();
    toasts.show(t(wish ? 'own.pinned' : 'own.unpinned'));
  });
}

/** Publishes a draft or what is scheduled, or takes the time from it. */
export async function reshelve(post: Post, state: 'published' | 'draft'): Promise<void> {
  await tried(async () => {
    const from = post.state as Shelf;
    entities.putPost(await ask(api.PATCH('/v1/posts/{post_id}', { ...at(post.id), body: { state } })));
    mine(from).remove(post.id);
    forgetLists('shelf:');
    if (state === 'published') {
      countPosts(1);
      renewProfile();
    }
    toasts.show(t(state === 'published' ? 'own.published' : 'own.drafted'));
  });
}

function countPosts(by: number): void {
  if (!session.viewerId) return;
  entities.patchPerson(session.viewerId, ({ counts }) => ({
    ...(counts && { counts: { ...counts, posts: Math.max(0, counts.posts + by) } }),
  }));
}

function renewProfile(): void {
  if (session.viewerId) void postsOf(session.viewerId).refresh();
}

/** Away from the page of a post that is not there any more. */
async function leave(): Promise<void> {
  if (page.state.postId) history.back();
  else if (page.route.id?.startsWith('/(app)/p/')) await goto(urls.home);
}

async function tried(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    toasts.problem(error);
    return false;
  }
}
