import { needViewer } from '#lib/gate.ts';
import { saved } from '#lib/state/own-lists.ts';
import { urls } from '#lib/urls.ts';

export async function load() {
  await needViewer(urls.saved);
  return { list: saved() };
}
