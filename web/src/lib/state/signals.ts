/** What decides what one sees first: what was said of it, and whether the site may learn. */
import { api, ask } from '../api/client.ts';
import type { Signals } from '../api/types.ts';
import { entities } from './entities.svelte.ts';
import { home } from './lists.ts';

export type Show = 'more' | 'less';

const at = (user_id: string) => ({ params: { path: { user_id } } });
let personal: Promise<boolean> | undefined;

/** Whether the viewer lets the site learn from what they look at. Asked once; when nobody answers, it may not. */
export function isPersonal(): Promise<boolean> {
  personal ??= signals().then(
    (found) => found.personal,
    () => {
      personal = undefined;
      return false;
    },
  );
  return personal;
}

/** Somebody else is looking from now on. */
export const forgetWhose = () => (personal = undefined);

export const signals = () => ask(api.GET('/v1/me/signals')).then(known);

export const learn = (wish: boolean) => ask(api.PATCH('/v1/me/signals', { body: { personal: wish } })).then(known);

function known(found: Signals): Signals {
  personal = Promise.resolve(found.personal);
  for (const { user } of [...found.preferences, ...found.near]) entities.putPerson(user);
  return found;
}

/** Takes a post out of the home feed; the answer puts it back where it was. */
export async function hide(post_id: string): Promise<() => Promise<void>> {
  const putBack = home().remove(post_id);
  const where = { params: { path: { post_id } } };
  try {
    await ask(api.PUT('/v1/posts/{post_id}/hide', where));
  } catch (error) {
    putBack();
    throw error;
  }
  return async () => {
    await ask(api.DELETE('/v1/posts/{post_id}/hide', where));
    putBack();
  };
}

/** Shows more or less of somebody from now on; less begins with what stands there. The answer takes it back. */
export async function prefer(user_id: string, show: Show): Promise<() => Promise<void>> {
  const theirs = show === 'less' ? home().ids.filter((id) => entities.post(id)?.authorId === user_id) : [];
  const undos = theirs.map((id) => home().remove(id)).reverse();
  try {
    await ask(api.PUT('/v1/users/{user_id}/preference', { ...at(user_id), body: { show } }));
  } catch (error) {
    undos.forEach((undo) => undo());
    throw error;
  }
  return async () => {
    await takeBack(user_id);
    undos.forEach((undo) => undo());
  };
}

export const takeBack = (user_id: string) => ask(api.DELETE('/v1/users/{user_id}/preference', at(user_id)));

export const showHidden = () => ask(api.DELETE('/v1/me/hidden-posts'));
