/** What people do about each other without the other being told; each throws what the server says against it. */
import { api, ask } from '../api/client.ts';
import { STRANGER } from './engagement.ts';
import { entities, type Person } from './entities.svelte.ts';
import { forgetLists, home } from './lists.ts';
import { session } from './session.svelte.ts';

type Viewer = NonNullable<Person['viewer']>;

export interface Mute {
  posts: boolean;
  stories: boolean;
  /** Without an end it lasts until it is lifted. */
  until?: string | undefined;
}

const at = (user_id: string) => ({ params: { path: { user_id } } });

function show(userId: string, change: Partial<Viewer>): void {
  entities.patchPerson(userId, ({ viewer }) => ({ viewer: { ...STRANGER, ...viewer, ...change } }));
}

export async function block(userId: string, wish: boolean): Promise<void> {
  if (wish) await ask(api.PUT('/v1/users/{user_id}/block', at(userId)));
  else await ask(api.DELETE('/v1/users/{user_id}/block', at(userId)));
  show(userId, { blocking: wish, ...(wish && { following: 'none', followed_by: false, close_friend: false }) });
  // A block reaches into every list; they are made anew when they are next looked at.
  forgetLists();
}

/** Takes what somebody shares out of the viewer's sight without telling them. */
export async function mute(userId: string, { posts, stories, until }: Mute): Promise<void> {
  await ask(api.PUT('/v1/users/{user_id}/mute', { ...at(userId), body: { posts, stories, until: until ?? null } }));
  show(userId, { muting: posts, muting_stories: stories, muted_until: until });
  forgetLists('muted');
  void home().refresh();
}

export async function unmute(userId: string): Promise<void> {
  await ask(api.DELETE('/v1/users/{user_id}/mute', at(userId)));
  show(userId, { muting: false, muting_stories: false, muted_until: undefined });
  forgetLists('muted');
  void home().refresh();
}

export async function restrict(userId: string, wish: boolean): Promise<void> {
  if (wish) await ask(api.PUT('/v1/users/{user_id}/restrict', at(userId)));
  else await ask(api.DELETE('/v1/users/{user_id}/restrict', at(userId)));
  show(userId, { restricting: wish });
  forgetLists('restricted');
  forgetLists('comments:');
}

export async function setCloseFriend(userId: string, wish: boolean): Promise<void> {
  if (wish) await ask(api.PUT('/v1/users/{user_id}/close-friend', at(userId)));
  else await ask(api.DELETE('/v1/users/{user_id}/close-friend', at(userId)));
  show(userId, { close_friend: wish });
  forgetLists('close-friends');
}

export async function removeFollower(userId: string): Promise<void> {
  await ask(api.DELETE('/v1/me/followers/{user_id}', at(userId)));
  show(userId, { followed_by: false, close_friend: false });
  if (!session.viewerId) return;
  entities.patchPerson(session.viewerId, ({ counts }) => ({
    ...(counts && { counts: { ...counts, followers: Math.max(0, counts.followers - 1) } }),
  }));
  forgetLists('close-friends');
  forgetLists(`followers:${session.viewerId}`);
}
