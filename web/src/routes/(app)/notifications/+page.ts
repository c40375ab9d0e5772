import { needViewer } from '#lib/gate.ts';
import { notifications } from '#lib/state/notifications.svelte.ts';
import { urls } from '#lib/urls.ts';

export async function load() {
  await needViewer(urls.notifications);
  const list = notifications();
  // What arrived while one was away.
  void list.refresh();
  return { list };
}
