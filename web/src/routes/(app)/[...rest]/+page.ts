import { error, redirect } from '@sveltejs/kit';
import { t } from '#lib/i18n/core.ts';
import { urls } from '#lib/urls.ts';

// The server answers every path with this app, so Kit would ask it again and again for a page that nobody has.
export function load({ params }) {
  // Looking around and searching share a page; a route of its own would be a line in every page's list of them.
  if (params.rest === 'explore') redirect(307, urls.search);
  error(404, t('missing.title'));
}
