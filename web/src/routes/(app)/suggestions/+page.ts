import { needViewer } from '#lib/gate.ts';
import '#lib/i18n/home.ts';
import { suggestions } from '#lib/state/own-lists.ts';
import { urls } from '#lib/urls.ts';

export async function load() {
  await needViewer(urls.suggestions);
  const list = suggestions();
  // Whom one has followed since leads to others.
  void list.refresh();
  return { list, bar: { title: 'suggestions.title_empty' as const } };
}
