/** The pages of the settings: in groups, and where a page without an entry of its own belongs. */
import { resolve } from '$app/paths';
import type { Key } from '../../i18n/core.ts';
import '../../i18n/settings.ts';
import type { IconName } from '../../ui/icons.ts';
import { urls } from '../../urls.ts';

interface Entry {
  name: string;
  href: string;
  icon: IconName;
  key: Key;
  hint: Key;
}

const entry = (name: string, href: string, icon: IconName, key: Key): Entry => ({
  name,
  href,
  icon,
  key,
  hint: `settings_hint.${name}` as Key,
});

export const GROUPS = [
  {
    key: 'settings_group.account',
    entries: [
      entry('profile', urls.profileSettings, 'user', 'settings.profile'),
      entry('account', urls.account, 'key', 'settings.account'),
      entry('security', urls.security, 'shield', 'settings.security'),
      entry('invites', urls.invites, 'userplus', 'settings.invites'),
    ],
  },
  {
    key: 'settings_group.privacy',
    entries: [
      entry('privacy', urls.privacy, 'lock', 'settings.privacy'),
      entry('comments', urls.comments, 'comment', 'settings.comments'),
    ],
  },
  {
    key: 'settings_group.use',
    entries: [
      entry('notifications', urls.notificationSettings, 'heart', 'nav.notifications'),
      entry('feed', resolve('/(app)/settings/feed'), 'home', 'settings.feed'),
      entry('appearance', urls.appearance, 'palette', 'settings.appearance'),
    ],
  },
  {
    key: 'settings_group.data',
    entries: [
      entry('activity', urls.activity, 'clock', 'settings.activity'),
      entry('data', urls.data, 'images', 'settings.data'),
    ],
  },
] as const satisfies { key: Key; entries: Entry[] }[];

export const MODERATION = {
  key: 'settings_group.moderation',
  entries: [
    entry('arrivals', urls.arrivals, 'users', 'settings.arrivals'),
    entry('media', urls.heldMedia, 'eyeoff', 'settings.moderation'),
    entry('trends', resolve('/(app)/moderation/tags'), 'hash', 'settings.trends'),
  ],
} as const;

const ENTRIES = GROUPS.flatMap((group) => [...group.entries]);
const privacy = ENTRIES.find(({ name }) => name === 'privacy');

/** The entry that a page of the settings belongs to, what the page is called and where Back leads; none for the list. */
export function whereIs(routeId: string | null, list = ''): { entry: Entry; title: Key; up: string } | undefined {
  const [name, below] = routeId?.replace('/(app)/settings', '').split('/').slice(1) ?? [];
  if (privacy && name === 'people' && below) {
    return { entry: privacy, title: `settings.${list}` as Key, up: urls.privacy };
  }
  if (privacy && name === 'tags') return { entry: privacy, title: 'settings.tags', up: urls.privacy };
  const found = ENTRIES.find((one) => one.name === name);
  return found && { entry: found, title: found.key, up: urls.settings };
}
