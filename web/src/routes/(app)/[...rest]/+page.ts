import { error } from '@sveltejs/kit';
import { t } from '#lib/i18n/core.ts';

// The server answers every path with this app, so Kit would ask it again and again for a page that nobody has.
export function load() {
  error(404, t('missing.title'));
}
