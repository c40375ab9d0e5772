import { error } from '@sveltejs/kit';
import { api, ask } from '#lib/api/client.ts';
import { asProblem } from '#lib/api/errors.ts';
import { needViewer } from '#lib/gate.ts';
import { t } from '#lib/i18n/core.ts';
import '#lib/i18n/arriving.ts';
import { urls } from '#lib/urls.ts';

export async function load() {
  await needViewer(urls.arrivals);
  try {
    const first = await ask(api.GET('/v1/moderation/arrivals', { params: { query: { limit: 50 } } }));
    return { first, bar: { title: 'arrivals.title' as const, up: urls.settings } };
  } catch (thrown) {
    // To everybody but moderators this page does not exist.
    if (asProblem(thrown).status === 404) error(404, t('missing.title'));
    throw thrown;
  }
}
