import { redirect } from '@sveltejs/kit';
import { offline } from './api/errors.ts';
import { session } from './state/session.svelte.ts';
import { signInFor } from './urls.ts';

/** For pages that need somebody: to sign in, or told that nobody can be asked. Answers with who is looking. */
export async function needViewer(path: string): Promise<string> {
  await session.start();
  if (session.unreachable) throw offline();
  if (!session.viewerId) redirect(307, signInFor(path));
  return session.viewerId;
}
