import { error } from '@sveltejs/kit';
import { isOwn } from '#lib/state/own-lists.ts';

export async function load({ params, parent }) {
  await parent();
  if (!isOwn(params.list)) error(404);
  return { list: params.list };
}
