import { needViewer } from '#lib/gate.ts';

export async function load({ url }) {
  await needViewer(url.pathname);
}
