/** Posts by people whom one does not follow. */
import { api, ask } from '../api/client.ts';
import { cards, GRID_PAGE, list } from './lists.ts';
import { session } from './session.svelte.ts';

export const explored = () =>
  list(`explore:${session.viewerId ?? ''}`, async (cursor) =>
    cards(await ask(api.GET('/v1/explore', { params: { query: { limit: GRID_PAGE, cursor } } }))),
  );

/** Shows fewer posts like this one; the answer takes it back. */
export async function turnAway(post_id: string): Promise<() => Promise<void>> {
  const putBack = explored().remove(post_id);
  const where = { params: { path: { post_id } } };
  try {
    await ask(api.PUT('/v1/explore/{post_id}/not-interested', where));
  } catch (error) {
    putBack();
    throw error;
  }
  return async () => {
    await ask(api.DELETE('/v1/explore/{post_id}/not-interested', where));
    putBack();
  };
}
