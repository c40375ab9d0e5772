import { error, redirect } from '@sveltejs/kit';
import { api, ask } from '#lib/api/client.ts';
import { asProblem } from '#lib/api/errors.ts';
import { t } from '#lib/i18n/core.ts';
import { entities } from '#lib/state/entities.svelte.ts';
import { postsOf } from '#lib/state/lists.ts';
import { session } from '#lib/state/session.svelte.ts';
import { urls } from '#lib/urls.ts';

export async function load({ params }) {
  await session.start();
  const known = entities.personByName(params.username);
  const fetched = fetchPerson(params.username);
  // With counts it is a whole profile and can be shown while the newer one is on its way.
  if (known?.counts && known.viewer) {
    void fetched.catch(() => undefined);
    return { id: known.id, list: postsOf(known.id) };
  }
  const id = await fetched;
  // The name is an old one of theirs: the address shows the one they have.
  const name = entities.person(id)?.username;
  if (name && name.toLowerCase() !== params.username.toLowerCase()) redirect(307, urls.person(name));
  return { id, list: postsOf(id) };
}

async function fetchPerson(username: string): Promise<string> {
  try {
    const path = { user_id: `@${username}` };
    return entities.putPerson(await ask(api.GET('/v1/users/{user_id}', { params: { path } })));
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status === 404) error(404, t('missing.title'));
    throw problem;
  }
}
