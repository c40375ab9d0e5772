import { needViewer } from '#lib/gate.ts';
import { collection, postsIn } from '#lib/state/collections.ts';
import { urls } from '#lib/urls.ts';

export async function load({ params }) {
  await needViewer(urls.collection(params.id));
  return { collection: await collection(params.id), list: postsIn(params.id) };
}
