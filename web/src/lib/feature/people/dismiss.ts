/** Takes somebody out of the suggestions: at once here, for good on the server. */
import { api, ask } from '../../api/client.ts';
import { suggestions } from '../../state/own-lists.ts';
import { toasts } from '../../state/toasts.svelte.ts';

export async function dismiss(user_id: string): Promise<void> {
  const putBack = suggestions().remove(user_id);
  try {
    await ask(api.DELETE('/v1/suggestions/{user_id}', { params: { path: { user_id } } }));
  } catch (error) {
    putBack();
    toasts.problem(error);
  }
}
