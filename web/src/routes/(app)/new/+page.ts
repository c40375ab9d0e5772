import { redirect } from '@sveltejs/kit';
import { signInFor, urls } from '#lib/urls.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load() {
  await session.start();
  if (!session.viewerId) redirect(307, signInFor(urls.new));
}
