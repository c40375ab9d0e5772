/** What tests of the state are made of: somebody, and one of their posts as the server sends it. */
import type { Card, UserShort } from '../api/types.ts';

export const ana: UserShort = { id: '1', username: 'ana', name: 'Ana', is_private: false };

export const card = (more: Partial<Card> = {}): Card => ({
  id: '7',
  author: ana,
  created_at: '2026-11-21T10:00:00.000Z',
  state: 'published',
  audience: 'everyone',
  version: 1,
  tags: [],
  mentions: [],
  media: [{ id: '9', kind: 'photo', state: 'ready', url: '/m/k/{variant}.{ext}' }],
  counts: { likes: 3, comments: 0, shares: 0 },
  comments: [],
  viewer: { liked: false, saved: false },
  ...more,
});
