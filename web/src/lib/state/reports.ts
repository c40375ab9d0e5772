/** What was looked at, on its way to the server: gathered, sent together, and tried again for a while. */
import { Problem } from '../api/errors.ts';

export type What = 'seen' | 'dwell' | 'open' | 'link' | 'profile';
export interface Item {
  post_id: string;
  kind: What;
  ms?: number;
}
/** `last` when the page may be gone before there is an answer. */
export type Send = (items: Item[], last: boolean) => Promise<unknown>;

const ITEMS_MAX = 50;
const WAIT_MS = 5_000;
const WAIT_MS_MAX = 80_000;
// What the server does not take for so long is not worth a page's memory.
const KEPT_MAX = 200;
const TRY_LATER = new Set([0, 408, 429, 500, 502, 503, 504]);

export class Reports {
  #items: Item[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = WAIT_MS;
  #sending = false;
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > KEPT_MAX) this.#items.shift();
    // Who is waiting for a better moment is not hurried by more to say.
    if (this.#items.length >= ITEMS_MAX && this.#wait === WAIT_MS) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), this.#wait);
  }

  /** Sends what there is. On `last` without waiting for what is under way. */
  async flush(last = false): Promise<void> {
    this.#rest();
    if (!this.#items.length || (this.#sending && !last)) return;
    const items = this.#items.splice(0, ITEMS_MAX);
    this.#sending = true;
    try {
      await this.#send(items, last);
      this.#wait = WAIT_MS;
    } catch (error) {
      this.#keep(items, error);
    } finally {
      this.#sending = false;
    }
    if (this.#items.length) this.#timer ??= setTimeout(() => void this.flush(), this.#wait);
  }

  /** Forgets everything: somebody else may come. */
  clear(): void {
    this.#rest();
    this.#items = [];
    this.#wait = WAIT_MS;
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #keep(items: Item[], error: unknown): void {
    if (!(error instanceof Problem) || !TRY_LATER.has(error.status)) return;
    this.#items = [...items, ...this.#items].slice(-KEPT_MAX);
    this.#wait = Math.min(this.#wait * 2, WAIT_MS_MAX);
  }
}
