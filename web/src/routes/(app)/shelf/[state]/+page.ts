import { error } from '@sveltejs/kit';
import { needViewer } from '#lib/gate.ts';
import { t } from '#lib/i18n/core.ts';
import '#lib/i18n/posts.ts';
import { mine, SHELVES } from '#lib/state/own-lists.ts';
import { urls } from '#lib/urls.ts';

export async function load({ params }) {
  const state = SHELVES.find((one) => one === params.state);
  if (!state) error(404, t('missing.title'));
  await needViewer(urls.shelf(state));
  return { state, list: mine(state), bar: { title: 'shelf.title' as const } };
}
