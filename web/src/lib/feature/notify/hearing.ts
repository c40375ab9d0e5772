/** What arrives by itself while the app is open: the line to the server, the badge, the list of notifications. */
import { live } from '../../state/live.svelte.ts';
import { arrive, countUnread } from '../../state/notifications.svelte.ts';
import { unread } from '../../state/unread.svelte.ts';

/** Begins to listen; the answer ends it. */
export function hear(): () => void {
  live.open();
  let greeted = false;
  const count = () => void countUnread().catch(() => undefined);
  const stop = live.on((event) => {
    if (event.type === 'notification.new') {
      unread.n = event.unread;
      arrive(event.notification);
    } else if (event.type === 'notification.read' || (event.type === 'hello' && greeted)) {
      // Read in another window, or something was missed while there was no line.
      count();
    }
    if (event.type === 'hello') greeted = true;
  });
  count();
  return () => {
    stop();
    live.close();
    unread.n = 0;
  };
}
