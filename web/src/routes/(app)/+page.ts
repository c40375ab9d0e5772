import { needViewer } from '#lib/gate.ts';
import { home } from '#lib/state/lists.ts';
import { urls } from '#lib/urls.ts';

export async function load() {
  await needViewer(urls.home);
  const feed = home();
  void feed.begin();
  return { feed };
}
