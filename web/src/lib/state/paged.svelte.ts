/** A list of ids that grows page by page and survives leaving the page that shows it. */
import { untrack } from 'svelte';
import { nothingOlder } from '../api/client.ts';
import type { Page } from '../api/types.ts';
import { asProblem, type Problem } from '../api/errors.ts';

/** Fetches one page, puts what is in it into the entity store and answers with the ids. */
export type Fetch = (cursor: string | undefined) => Promise<Page<string>>;

type Change = (ids: string[]) => string[];

export class Paged {
  #ids = $state.raw<string[]>([]);
  #next = $state.raw<string | null>(null);
  #begun = $state(false);
  #loading = $state(false);
  #problem = $state.raw<Problem | undefined>();
  #caughtUp = $state(false);
  #count = $state.raw<{ n: number; more: boolean } | undefined>();
  #seenId = $state<string>();
  #hidden = $state(0);
  #generation = 0;
  #renewed = 0;
  /** What was put in or taken out here, until no page can come any more that does not know of it. */
  #changes: Change[] = [];
  readonly #fetch: Fetch;
  /** What the list is called among the lists of the app. */
  readonly name: string;

  constructor(fetch: Fetch, name = '') {
    this.#fetch = fetch;
    this.name = name;
  }

  get ids() {
    return this.#ids;
  }
  get loading() {
    return this.#loading;
  }
  get problem() {
    return this.#problem;
  }
  /** False until the first page is in: the time for skeletons. */
  get begun() {
    return this.#begun;
  }
  get ended() {
    return this.#begun && this.#next === null;
  }
  get caughtUp() {
    return this.#caughtUp;
  }
  get count() {
    return this.#count;
  }
  /** The first of those that have been seen before. */
  get seenId() {
    return this.#seenId;
  }
  /** How many have been left out because they have been seen. */
  get hidden() {
    return this.#hidden;
  }
  get empty() {
    return this.#begun && this.#ids.length === 0 && this.#next === null;
  }

  /** Loads the first page once; later calls do nothing. */
  async begin(): Promise<void> {
    if (untrack(() => !this.#begun && !this.#loading)) await this.more();
  }

  /** Puts the first page in place, for example the one that came with the document. */
  seed(page: Page<string>): void {
    this.#generation += 1;
    this.#loading = false;
    this.#problem = undefined;
    this.#show(page.items);
    this.#settle(page, true);
  }

  async more(): Promise<void> {
    // Who asks for more is not to be asked again when something here changes: a failure would be tried for ever.
    const { busy, next } = untrack(() => ({ busy: this.#loading || this.ended, next: this.#next ?? undefined }));
    if (busy) return;
    const generation = this.#generation;
    this.#loading = true;
    this.#problem = undefined;
    try {
      const page = await this.#fetch(next);
      if (generation !== this.#generation) return;
      this.#show([...this.#ids, ...page.items]);
      this.#settle(page);
    } catch (error) {
      if (generation === this.#generation) this.#problem = asProblem(error);
    } finally {
      if (generation === this.#generation) this.#loading = false;
    }
  }

  /** Fetches the first page anew and shows it once it is here; what is on the screen stays until then. */
  async refresh(): Promise<void> {
    const generation = (this.#generation += 1);
    this.#loading = true;
    this.#problem = undefined;
    try {
      const page = await this.#fetch(undefined);
      if (generation !== this.#generation) return;
      this.#show(page.items);
      this.#settle(page, true);
    } catch (error) {
      if (generation === this.#generation) this.#problem = asProblem(error);
    } finally {
      if (generation === this.#generation) this.#loading = false;
    }
  }

  /** Refreshes a list that somebody comes to again after a while. */
  renew(olderThanMs: number, now = Date.now()): void {
    if (this.#begun && !this.#loading && now - this.#renewed > olderThanMs) void this.refresh();
  }

  prepend(id: string): void {
    this.#change((ids) => [id, ...ids]);
  }

  append(id: string): void {
    this.#change((ids) => [...ids.filter((other) => other !== id), id]);
  }

  insertAfter(id: string, more: string[]): void {
    const at = this.#ids.indexOf(id) + 1;
    this.#ids = unique([...this.#ids.slice(0, at), ...more, ...this.#ids.slice(at)]);
  }

  /** Takes an id out; the answer puts it back where it was. */
  remove(id: string): () => void {
    const at = this.#ids.indexOf(id);
    const forget = this.#change((ids) => ids.filter((other) => other !== id));
    return () => {
      forget();
      if (at >= 0 && !this.#ids.includes(id)) this.#ids = this.#ids.toSpliced(at, 0, id);
    };
  }

  /** The answer forgets it, and so does the list when every page that comes knows of it. */
  #change(change: Change): () => void {
    const forget = () => (this.#changes = this.#changes.filter((other) => other !== change));
    this.#changes.push(change);
    this.#ids = unique(change(this.#ids));
    void nothingOlder().then(forget);
    return forget;
  }

  #show(ids: string[]): void {
    this.#ids = this.#changes.reduce((all, change) => unique(change(all)), unique(ids));
  }

  #settle(page: Page<string>, fresh = false): void {
    this.#next = page.next ?? null;
    this.#caughtUp = page.caught_up ?? this.#next === null;
    if (typeof page.count === 'number') this.#count = { n: page.count, more: page.has_uncounted ?? false };
    this.#hidden = page.seen_hidden ?? 0;
    if (fresh) this.#seenId = undefined;
    if (typeof page.seen_from === 'number') this.#seenId = page.items[page.seen_from];
    if (!this.#begun || fresh) this.#renewed = Date.now();
    this.#begun = true;
  }
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)];
}
