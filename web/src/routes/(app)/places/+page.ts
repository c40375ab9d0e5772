import { read } from '#lib/feature/map/view.ts';
import '#lib/i18n/places.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load({ url }) {
  await session.start();
  return { start: read(url.searchParams.get('at')), bar: { title: 'map.title' as const } };
}
