import { needViewer } from '#lib/gate.ts';
import { requests } from '#lib/state/lists.ts';
import { urls } from '#lib/urls.ts';

export async function load() {
  await needViewer(urls.requests);
  const list = requests();
  // Requests arrive while one is away.
  void list.refresh();
  return { list, bar: { title: 'nav.requests' as const } };
}
