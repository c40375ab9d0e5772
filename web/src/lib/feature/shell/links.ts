import { urls } from '../../urls.ts';
import type { Key } from '../../i18n/core.ts';
import { unread } from '../../state/unread.svelte.ts';
import type { IconName } from '../../ui/icons.ts';

export interface Place {
  key: Key;
  icon: IconName;
  href: string;
  here: boolean;
  /** How many things wait there. */
  waiting: number;
}

/** The places of the navigation, with the one that is open marked. */
export function places(routeId: string | null): Place[] {
  const place = (key: Key, icon: IconName, href: string, id: string, waiting = 0): Place => ({
    key,
    icon,
    href,
    here: id === '/(app)' ? routeId === id : (routeId?.startsWith(id) ?? false),
    waiting,
  });
  return [
    place('nav.home', 'home', urls.home, '/(app)'),
    place('nav.search', 'search', urls.search, '/(app)/search'),
    place('nav.new', 'create', urls.new, '/(app)/new'),
    place('nav.notifications', 'heart', urls.notifications, '/(app)/notifications', unread.n),
    place('nav.saved', 'bookmark', urls.saved, '/(app)/saved'),
    place('nav.settings', 'settings', urls.settings, '/(app)/settings'),
  ];
}
