/**
 * Sees which cards are looked at, and says so to the server: that is what orders the feed. One observer for all cards;
 * they are found by their `data-post`, so that no card knows of it. Nothing is watched while the page is hidden.
 */
import { api, ask } from '../../api/client.ts';
import { entities } from '../../state/entities.svelte.ts';
import { Reports, type What } from '../../state/reports.ts';
import { forgetWhose, isPersonal } from '../../state/signals.ts';
import { urls } from '../../urls.ts';

const CARDS = 'article[data-post]';
const SEEN_MS = 1_000;
const LOOKED_MS_MAX = 60_000;
const STEPS = [0, 0.25, 0.5, 0.75, 1];

interface Look {
  since: number;
  timer: ReturnType<typeof setTimeout>;
}

/** Until the answer is called, whatever is looked at is reported: at home, or as far as `selector` goes elsewhere. */
export function watch(selector = CARDS, surface?: 'explore'): () => void {
  const watching = new Watching(selector, surface);
  const ended = new AbortController();
  const { signal } = ended;
  document.addEventListener('click', watching.onclick, { capture: true, signal });
  document.addEventListener('visibilitychange', watching.onvisibility, { signal });
  addEventListener('pagehide', watching.leave, { signal });
  return () => {
    ended.abort();
    watching.end();
  };
}

class Watching {
  /** Cards that are half in view, whether the page is shown or not, and since when each is looked at. */
  readonly #inView = new Set<string>();
  readonly #looks = new Map<string, Look>();
  readonly #told = new Set<string>();
  readonly #cards = new Set<HTMLElement>();
  readonly #observer = new IntersectionObserver((entries) => this.#onseen(entries), { threshold: STEPS });
  readonly #changes = new MutationObserver(() => this.#findSoon());
  readonly #reports = new Reports((items, last) => this.#send(items, last));
  #frame = 0;
  #ended = false;
  readonly #selector: string;
  readonly #where: { surface?: 'explore' };

  constructor(selector: string, surface?: 'explore') {
    this.#selector = selector;
    this.#where = surface ? { surface } : {};
    this.#find();
    this.#changes.observe(document.body, { childList: true, subtree: true });
  }

  end(): void {
    this.#ended = true;
    this.#changes.disconnect();
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
    for (const { timer } of this.#looks.values()) clearTimeout(timer);
    this.#reports.clear();
    forgetWhose();
  }

  readonly onclick = (event: Event): void => {
    const link = event.target instanceof Element && event.target.closest('a');
    const id = link && link.closest<HTMLElement>(this.#selector)?.dataset.post;
    const kind = id && meaning(link, id);
    if (kind) this.#reports.add({ post_id: id, kind });
  };

  readonly onvisibility = (): void => {
    if (document.hidden) this.leave();
    else for (const id of this.#inView) this.#look(id);
  };

  readonly leave = (): void => {
    for (const id of [...this.#looks.keys()]) this.#lookAway(id);
    void this.#reports.flush(true);
  };

  async #send(items: Parameters<Reports['add']>[0][], keepalive: boolean): Promise<void> {
    if (this.#ended || !(await isPersonal())) return;
    await ask(api.POST('/v1/impressions', { body: { items, ...this.#where }, keepalive }));
  }

  #findSoon(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#find();
    });
  }

  #find(): void {
    for (const card of this.#cards) if (!card.isConnected) this.#lose(card);
    for (const card of document.querySelectorAll<HTMLElement>(this.#selector)) {
      if (this.#cards.has(card)) continue;
      this.#cards.add(card);
      this.#observer.observe(card);
    }
  }

  #lose(card: HTMLElement): void {
    this.#observer.unobserve(card);
    this.#cards.delete(card);
    this.#show(card.dataset.post, false);
  }

  #onseen(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) this.#show((entry.target as HTMLElement).dataset.post, isHalfSeen(entry));
  }

  #show(id: string | undefined, seen: boolean): void {
    if (!id) return;
    if (seen) {
      this.#inView.add(id);
      this.#look(id);
    } else if (this.#inView.delete(id)) this.#lookAway(id);
  }

  #look(id: string): void {
    if (this.#looks.has(id) || document.hidden) return;
    const timer = setTimeout(() => {
      if (!this.#told.has(id)) this.#reports.add({ post_id: id, kind: 'seen' });
      this.#told.add(id);
    }, SEEN_MS);
    this.#looks.set(id, { since: performance.now(), timer });
  }

  #lookAway(id: string): void {
    const look = this.#looks.get(id);
    if (!look) return;
    clearTimeout(look.timer);
    this.#looks.delete(id);
    const ms = Math.round(performance.now() - look.since);
    // A glance is no look.
    if (ms >= SEEN_MS) this.#reports.add({ post_id: id, kind: 'dwell', ms: Math.min(ms, LOOKED_MS_MAX) });
  }
}

/** Half of the card, or as much of it as fills half of the window. */
function isHalfSeen({ intersectionRatio, intersectionRect, rootBounds }: IntersectionObserverEntry): boolean {
  return intersectionRatio >= 0.5 || (!!rootBounds && intersectionRect.height >= rootBounds.height / 2);
}

/** What it means that somebody follows a link of a card; nothing for one that leads to neither post nor author. */
function meaning(link: HTMLAnchorElement, id: string): What | undefined {
  if (link.origin !== location.origin) return 'link';
  const author = entities.person(entities.post(id)?.authorId);
  if (author && link.pathname === urls.person(author.username)) return 'profile';
  return link.pathname === urls.post(id) ? 'open' : undefined;
}
