import { placed } from '#lib/state/tags.ts';
import { session } from '#lib/state/session.svelte.ts';

export async function load({ params }) {
  await session.start();
  return { id: params.id, list: placed(params.id) };
}
