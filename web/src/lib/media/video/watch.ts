/** The one stage of the app, and how it learns what is in view. */
import { prefs } from '../../state/prefs.svelte.ts';
import { part, Stage, type Actor } from './stage.ts';

const calm = matchMedia('(prefers-reduced-motion: reduce)');

interface Connection extends EventTarget {
  saveData?: boolean;
}
const connection = (navigator as { connection?: Connection }).connection;

export const stage = new Stage(() => ({
  autoplay: prefs.autoplay,
  reducedMotion: calm.matches,
  saveData: connection?.saveData === true,
}));

const again = () => stage.decide();
calm.addEventListener('change', again);
connection?.addEventListener('change', again);
document.addEventListener('visibilitychange', () => stage.show(document.visibilityState === 'visible'));
stage.show(document.visibilityState === 'visible');

// Steps of a tenth, so that the six tenths at which a video begins are not passed unseen.
const STEPS = Array.from({ length: 11 }, (_, step) => step / 10);

/** Tells the stage where this actor's box is, for as long as it is in the page. */
export function watch(node: Element, actor: Actor): () => void {
  let last: IntersectionObserverEntry | undefined;
  const tell = () => {
    if (!last) return;
    const { intersectionRect: seen, boundingClientRect: box } = last;
    const wide = part(seen.width, box.width, innerWidth);
    const high = part(seen.height, box.height, innerHeight);
    const away = Math.hypot(box.x + box.width / 2 - innerWidth / 2, box.y + box.height / 2 - innerHeight / 2);
    stage.see(actor, { part: wide * high, away, covered: isCovered(node) });
  };
  const observer = new IntersectionObserver(
    (entries) => {
      last = entries.at(-1);
      tell();
    },
    { threshold: STEPS },
  );
  observer.observe(node);
  addEventListener('tintype:dialog', tell);
  return () => {
    observer.disconnect();
    removeEventListener('tintype:dialog', tell);
    stage.leave(actor);
  };
}

/** A dialog that is open and is not the one it stands in. */
function isCovered(node: Element): boolean {
  const top = [...document.querySelectorAll('dialog:modal')].at(-1);
  return top !== undefined && !top.contains(node);
}
