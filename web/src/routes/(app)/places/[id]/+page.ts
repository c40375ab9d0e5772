import '#lib/i18n/places.ts';
import { orderIn, placed } from '#lib/state/tags.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load({ params, url }) {
  await session.start();
  const order = orderIn(url);
  return { id: params.id, order, list: placed(params.id, order), bar: { title: 'places.one' as const } };
}
