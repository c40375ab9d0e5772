/** What the viewer did, kind by kind. */
import { SvelteMap } from 'svelte/reactivity';
import { api, ask } from '../api/client.ts';
import type { OwnAct } from '../api/types.ts';
import { entities } from './entities.svelte.ts';
import { list, PAGE } from './lists.ts';

export type ActKind = OwnAct['kind'];

const known = new SvelteMap<string, OwnAct>();

export const act = (id: string) => known.get(id);

export const activity = (kind: ActKind | undefined) =>
  list(
    `activity:${kind ?? ''}`,
    async (cursor) => {
      const page = await ask(api.GET('/v1/me/activity', { params: { query: { limit: PAGE, cursor, kind } } }));
      return { ...page, items: page.items.map(keep) };
    },
    'like:',
  );

function keep(one: OwnAct): string {
  // There is one of a kind for each thing.
  const id = `${one.kind}:${one.comment?.id ?? one.post.id}`;
  entities.putPerson(one.author);
  known.set(id, one);
  return id;
}
