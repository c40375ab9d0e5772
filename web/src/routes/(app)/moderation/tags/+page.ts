import { error } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { api, ask } from '#lib/api/client.ts';
import { asProblem } from '#lib/api/errors.ts';
import { needViewer } from '#lib/gate.ts';
import { t } from '#lib/i18n/core.ts';
import '#lib/i18n/tags.ts';
import { urls } from '#lib/urls.ts';

const STATES = ['busy', 'allowed', 'held'] as const;

export async function load({ url }) {
  await needViewer(resolve('/(app)/moderation/tags'));
  const state = STATES.find((one) => one === url.searchParams.get('state')) ?? 'busy';
  try {
    const { items } = await ask(api.GET('/v1/moderation/tags', { params: { query: { state } } }));
    return { states: STATES, state, items, bar: { title: 'review_tags.title' as const, up: urls.settings } };
  } catch (thrown) {
    // To everybody but moderators this page does not exist.
    if (asProblem(thrown).status === 404) error(404, t('missing.title'));
    throw thrown;
  }
}
