import { error } from '@sveltejs/kit';
import { asProblem } from '#lib/api/errors.ts';
import { t } from '#lib/i18n/core.ts';
import { entities } from '#lib/state/entities.svelte.ts';
import { fetchPost } from '#lib/state/post-lists.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load({ params }) {
  await session.start();
  const ready = fetched(params.id);
  // A post that a list has shown already is there at once and brought up to date behind the scenes.
  if (!entities.post(params.id)) await ready;
  else void ready.catch(() => undefined);
  return { id: params.id, bar: { title: 'nav.post' as const } };
}

async function fetched(post_id: string): Promise<void> {
  try {
    await fetchPost(post_id);
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status === 404) error(404, t('missing.title'));
    throw problem;
  }
}
