/** What arrives by itself while the app is open: the line to the server, the badge, the list of notifications. */
import { live } from '../../state/live.svelte.ts';
import { arrive, countUnread } from '../../state/notifications.svelte.ts';
import { unread } from '../../state/unread.svelte.ts';

/** So long the badge waits for the line, behind which nothing is missed. */
const LINE_MS = 2_000;

/** Begins to listen; the answer ends it. */
export function hear(): () => void {
  live.open();
  const count = () => void countUnread().catch(() => undefined);
  const late = setTimeout(count, LINE_MS);
  const stop = live.on((event) => {
    if (event.type === 'notification.new') {
      unread.n = event.unread;
      arrive(event.notification);
    } else if (event.type === 'notification.read' || event.type === 'hello') {
      // Read in another window, or something may have come while there was no line.
      clearTimeout(late);
      count();
    }
  });
  return () => {
    clearTimeout(late);
    stop();
    live.close();
    unread.n = 0;
  };
}
