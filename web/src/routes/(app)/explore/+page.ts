import { redirect } from '@sveltejs/kit';
import { urls } from '#lib/urls.ts';

/** Finding and looking around share a page. */
export function load() {
  redirect(307, urls.search);
}
