import { redirect } from '@sveltejs/kit';
import { urls } from '#lib/urls.ts';
import { requests } from '#lib/state/lists.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load() {
  await session.start();
  if (!session.viewerId) redirect(307, urls.signIn);
  const list = requests();
  // Requests arrive while one is away.
  void list.refresh();
  return { list };
}
