/** The addresses of the app. Links name a place here, so that a path is written once and checked by its route. */
import { resolve } from '$app/paths';

export const urls = {
  home: resolve('/(app)'),
  new: resolve('/(app)/new'),
  saved: resolve('/(app)/saved'),
  search: resolve('/(app)/search'),
  collection: (id: string) => resolve('/(app)/saved/[id]', { id }),
  comments: resolve('/(app)/settings/comments'),
  tags: resolve('/(app)/settings/tags'),
  shelf: (state: string) => resolve('/(app)/shelf/[state]', { state }),
  requests: resolve('/(app)/requests'),
  notifications: resolve('/(app)/notifications'),
  notificationSettings: resolve('/(app)/settings/notifications'),
  activity: resolve('/(app)/settings/activity'),
  suggestions: resolve('/(app)/suggestions'),
  settings: resolve('/(app)/settings'),
  profileSettings: resolve('/(app)/settings/profile'),
  privacy: resolve('/(app)/settings/privacy'),
  ownList: (list: string) => resolve('/(app)/settings/people/[list]', { list }),
  security: resolve('/(app)/settings/security'),
  appearance: resolve('/(app)/settings/appearance'),
  account: resolve('/(app)/settings/account'),
  data: resolve('/(app)/settings/data'),
  invites: resolve('/(app)/settings/invites'),
  arrivals: resolve('/(app)/moderation/arrivals'),
  forgot: resolve('/(auth)/forgot'),
  heldMedia: resolve('/(app)/moderation/media'),
  signIn: resolve('/(auth)/sign-in'),
  signUp: resolve('/(auth)/sign-up'),
  post: (id: string) => resolve('/(app)/p/[id]', { id }),
  person: (username: string) => resolve('/(app)/@[username]', { username }),
  place: (id: string) => resolve('/(app)/places/[id]', { id }),
  tag: (tag: string) => resolve('/(app)/tags/[tag]', { tag }),
};

/** Sign in, then come back to where one wanted to go. */
export const signInFor = (path: string) =>
  path === urls.home ? urls.signIn : `${urls.signIn}?next=${encodeURIComponent(path)}`;
