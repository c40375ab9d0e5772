import { whereIs } from '#lib/feature/settings/places.ts';
import { needViewer } from '#lib/gate.ts';

export async function load({ url, route, params }) {
  await needViewer(url.pathname);
  const here = whereIs(route.id, params.list);
  return { here, bar: here };
}
