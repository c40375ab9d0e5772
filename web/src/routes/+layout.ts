import { session } from '#lib/state/session.svelte.ts';

export const ssr = false;
export const prerender = false;

export async function load() {
  await session.start();
}
