/** Likes, saves and follows: shown at once, sent in the background, taken back when refused. */
import { api, ask, nothingOlder } from '../api/client.ts';
import type { Following } from '../api/types.ts';
import { entities } from './entities.svelte.ts';
import { forgetLists, postsOf } from './lists.ts';
import { session } from './session.svelte.ts';
import { toasts } from './toasts.svelte.ts';
import { toggles, wishes } from './toggles.ts';

/** How one stands to somebody before anything has happened. */
export const STRANGER = {
  following: 'none',
  followed_by: false,
  blocking: false,
  muting: false,
  muting_stories: false,
  restricting: false,
  close_friend: false,
} as const;

/**
 * Shows the wish, sends it, and shows what the server holds when it refuses. It is shown `again` when an answer has come
 * that may have been asked for before.
 */
export async function settle(
  key: string,
  wish: boolean,
  show: (value: boolean, again?: boolean) => void,
  send: (value: boolean) => Promise<unknown>,
) {
  const shows = (value: boolean) => {
    wishes.set(key, () => show(value, true));
    show(value);
  };
  shows(wish);
  try {
    await toggles.set(key, wish, send, shows);
  } catch (error) {
    toasts.problem(error);
  }
  const last = wishes.get(key);
  void nothingOlder().then(() => wishes.get(key) === last && wishes.delete(key));
}

export async function like(post_id: string, wish: boolean): Promise<void> {
  if ((entities.post(post_id)?.viewer?.liked ?? false) === wish) return;
  const at = { params: { path: { post_id } } };
  await settle(
    `like:${post_id}`,
    wish,
    (value) => entities.like(post_id, value),
    (value) => (value ? ask(api.PUT('/v1/posts/{post_id}/like', at)) : ask(api.DELETE('/v1/posts/{post_id}/like', at))),
  );
  forgetLists(`likers:${post_id}`);
}

export async function save(post_id: string, wish: boolean): Promise<void> {
  const at = { params: { path: { post_id } } };
  await settle(
    `save:${post_id}`,
    wish,
    (value) => entities.save(post_id, value),
    (value) => (value ? ask(api.PUT('/v1/posts/{post_id}/save', at)) : ask(api.DELETE('/v1/posts/{post_id}/save', at))),
  );
  forgetLists('saved');
}

/** Follows, asks to follow, takes the request back or unfollows, as the account is public or private. */
export async function follow(user_id: string, wish: boolean): Promise<void> {
  const person = entities.person(user_id);
  if (!person) return;
  const before = person.viewer?.following ?? 'none';
  const after: Following = wish ? (person.is_private ? 'requested' : 'yes') : 'none';
  const at = { params: { path: { user_id } } };
  await settle(
    `follow:${user_id}`,
    wish,
    (value, again) => showFollowing(user_id, value === wish ? after : before, again),
    (value) =>
      value ? ask(api.PUT('/v1/users/{user_id}/follow', at)) : ask(api.DELETE('/v1/users/{user_id}/follow', at)),
  );
  // What a private account shows depends on this, and so do the lists of both.
  if (person.is_private) void postsOf(user_id).refresh();
  forgetLists(`followers:${user_id}`);
  if (session.viewerId) forgetLists(`following:${session.viewerId}`);
}

function showFollowing(userId: string, value: Following, again = false): void {
  const held = entities.person(userId)?.viewer?.following ?? 'none';
  const change = Number(value === 'yes') - Number(held === 'yes');
  entities.patchPerson(userId, (person) => ({
    viewer: { ...STRANGER, ...person.viewer, following: value },
    ...(person.counts && { counts: { ...person.counts, followers: person.counts.followers + change } }),
  }));
  // An answer about somebody else has not taken it from one's own count.
  if (!session.viewerId || !change || again) return;
  entities.patchPerson(session.viewerId, ({ counts }) => ({
    ...(counts && { counts: { ...counts, following: counts.following + change } }),
  }));
}
