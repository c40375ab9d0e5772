import { tagged } from '#lib/state/tags.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load({ params }) {
  await session.start();
  const tag = params.tag.toLowerCase();
  return { tag, list: tagged(tag) };
}
