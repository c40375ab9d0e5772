import { error } from '@sveltejs/kit';
import { api, ask } from '#lib/api/client.ts';
import { asProblem } from '#lib/api/errors.ts';
import { t } from '#lib/i18n/core.ts';
import { entities } from '#lib/state/entities.svelte.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load({ params }) {
  await session.start();
  const ready = fetchPost(params.id);
  // A post that a list has shown already is there at once and brought up to date behind the scenes.
  if (!entities.post(params.id)) await ready;
  else void ready.catch(() => undefined);
  return { id: params.id };
}

async function fetchPost(post_id: string): Promise<void> {
  try {
    entities.putPost(await ask(api.GET('/v1/posts/{post_id}', { params: { path: { post_id } } })));
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status === 404) error(404, t('missing.title'));
    throw problem;
  }
}
