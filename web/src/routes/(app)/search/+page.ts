import { found, isKind } from '#lib/state/search.svelte.ts';
import { session } from '#lib/state/session.svelte.ts';

// Long enough to come back from what was found, short enough to find what is new.
const STALE_MS = 15_000;

export async function load({ url }) {
  await session.start();
  const keyword = (url.searchParams.get('q') ?? '').trim();
  const wanted = url.searchParams.get('kind');
  const kind = isKind(wanted) ? wanted : 'all';
  if (!keyword) return { keyword, kind };
  const results = found(keyword, kind);
  results.list.renew(STALE_MS);
  return { keyword, kind, results };
}
