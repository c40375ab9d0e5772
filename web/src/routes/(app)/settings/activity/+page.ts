import { needViewer } from '#lib/gate.ts';
import { activity, type ActKind } from '#lib/state/activity.svelte.ts';
import { urls } from '#lib/urls.ts';

const KINDS: readonly (string | null)[] = ['like', 'comment', 'save', 'comment_like'] satisfies ActKind[];

export async function load({ url }) {
  await needViewer(urls.activity);
  const asked = url.searchParams.get('kind');
  const kind = KINDS.includes(asked) ? (asked as ActKind) : undefined;
  const list = activity(kind);
  void list.refresh();
  return { kind, list };
}
