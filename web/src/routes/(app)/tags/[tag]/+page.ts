import { orderIn, tagged } from '#lib/state/tags.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load({ params, url }) {
  await session.start();
  const tag = params.tag.toLowerCase();
  const order = orderIn(url);
  return { tag, order, list: tagged(tag, order), bar: { title: 'nav.tag' as const } };
}
