import { error } from '@sveltejs/kit';
import { api, ask } from '#lib/api/client.ts';
import { asProblem } from '#lib/api/errors.ts';
import { needViewer } from '#lib/gate.ts';
import { t } from '#lib/i18n/core.ts';
import '#lib/i18n/moderation.ts';
import { urls } from '#lib/urls.ts';

export async function load() {
  await needViewer(urls.heldMedia);
  try {
    const first = await ask(api.GET('/v1/moderation/media', { params: { query: { limit: 50 } } }));
    return { first, bar: { title: 'moderation.title' as const, up: urls.settings } };
  } catch (thrown) {
    // To everybody but moderators this page does not exist.
    if (asProblem(thrown).status === 404) error(404, t('missing.title'));
    throw thrown;
  }
}
