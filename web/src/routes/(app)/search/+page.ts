import { found, isKind } from '#lib/state/search.svelte.ts';
import { session } from '#lib/state/session.svelte.ts';
import { trending } from '#lib/state/tags.ts';

// Long enough to come back from what was found, short enough to find what is new.
const STALE_MS = 15_000;

export async function load({ url }) {
  await session.start();
  const keyword = (url.searchParams.get('q') ?? '').trim();
  const wanted = url.searchParams.get('kind');
  const kind = isKind(wanted) ? wanted : 'all';
  // With the page, so that nothing moves when they come.
  if (!keyword) return { keyword, kind, trends: await trending() };
  const results = found(keyword, kind);
  results.list.renew(STALE_MS);
  return { keyword, kind, trends: [], results };
}
