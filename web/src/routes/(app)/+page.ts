import { redirect } from '@sveltejs/kit';
import { urls } from '#lib/urls.ts';
import { home } from '#lib/state/lists.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load() {
  await session.start();
  if (!session.viewerId) redirect(307, urls.signIn);
  const feed = home();
  void feed.begin();
  return { feed };
}
