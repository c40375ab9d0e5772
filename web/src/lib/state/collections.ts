/** Named collections of what one has saved: own ones, and those that others share. */
import { api, ask } from '../api/client.ts';
import type { Collection } from '../api/types.ts';
import { entities } from './entities.svelte.ts';
import { cards, forgetLists, GRID_PAGE, list, PAGE, people } from './lists.ts';

const LISTED = 100;
const at = (collection_id: string) => ({ params: { path: { collection_id } } });
const item = (collection_id: string, post_id: string) => ({ params: { path: { collection_id, post_id } } });
const member = (collection_id: string, user_id: string) => ({ params: { path: { collection_id, user_id } } });

/** All of them, with whether a post is in each when one is named. */
export async function collections(post_id?: string): Promise<Collection[]> {
  const found: Collection[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: LISTED, cursor, ...(post_id && { post_id }) };
    const page = await ask(api.GET('/v1/collections', { params: { query } }));
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return found;
}

export const collection = (id: string): Promise<Collection> => ask(api.GET('/v1/collections/{collection_id}', at(id)));

export const createCollection = (name: string): Promise<Collection> =>
  ask(api.POST('/v1/collections', { body: { name } }));

export const changeCollection = (id: string, body: { name?: string; cover_id?: string | null }): Promise<Collection> =>
  ask(api.PATCH('/v1/collections/{collection_id}', { ...at(id), body }));

export async function deleteCollection(id: string): Promise<void> {
  await ask(api.DELETE('/v1/collections/{collection_id}', at(id)));
  forgetLists(`collection:${id}`);
}

/** What is in a collection is saved, too. */
export async function putInto(id: string, post_id: string, wish: boolean): Promise<void> {
  if (wish) {
    await ask(api.PUT('/v1/collections/{collection_id}/posts/{post_id}', item(id, post_id)));
    entities.save(post_id, true);
    forgetLists('saved');
  } else {
    await ask(api.DELETE('/v1/collections/{collection_id}/posts/{post_id}', item(id, post_id)));
  }
  forgetLists(`collection:${id}`);
}

/** Behind another post of the collection, or first. */
export const movePost = (id: string, post_id: string, after: string | null): Promise<unknown> =>
  ask(api.PATCH('/v1/collections/{collection_id}/posts/{post_id}', { ...item(id, post_id), body: { after } }));

export const postsIn = (collection_id: string) =>
  list(`collection:${collection_id}`, async (cursor) =>
    cards(
      await ask(
        api.GET('/v1/collections/{collection_id}/posts', {
          params: { path: { collection_id }, query: { limit: GRID_PAGE, cursor } },
        }),
      ),
    ),
  );

export const membersOf = (collection_id: string) =>
  list(`members:${collection_id}`, async (cursor) =>
    people(
      await ask(
        api.GET('/v1/collections/{collection_id}/members', {
          params: { path: { collection_id }, query: { limit: PAGE, cursor } },
        }),
      ),
    ),
  );

export async function share(id: string, user_id: string, wish: boolean): Promise<void> {
  if (wish) await ask(api.PUT('/v1/collections/{collection_id}/members/{user_id}', member(id, user_id)));
  else await ask(api.DELETE('/v1/collections/{collection_id}/members/{user_id}', member(id, user_id)));
  await membersOf(id).refresh();
}

/** Who leaves may not look any more. */
export async function leave(id: string, me: string): Promise<void> {
  await ask(api.DELETE('/v1/collections/{collection_id}/members/{user_id}', member(id, me)));
  forgetLists(`members:${id}`);
  forgetLists(`collection:${id}`);
}
