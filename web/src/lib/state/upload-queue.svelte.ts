/**
 * Photos on their way: chosen, sent, processed. Two at a time, in the order of the post; a failure keeps its place and
 * says why, and can be tried again.
 */
import { asProblem } from '../api/errors.ts';
import type { Media } from '../api/types.ts';

export type Stage = 'waiting' | 'sending' | 'processing' | 'ready' | 'failed';

export interface Item {
  readonly key: string;
  readonly file: File;
  readonly preview: string | undefined;
  stage: Stage;
  /** 0 to 1 of the bytes sent. */
  part: number;
  alt: string;
  media: Media | undefined;
  /** What the server said, or a problem's code, while failed. */
  reason: string | undefined;
  /** False when trying again cannot help: this is no photo. */
  hopeful: boolean;
}

/** The outside world, so that a test can stand in for it. */
export interface Route {
  send(file: File, onprogress: (part: number) => void, signal: AbortSignal): Promise<Media>;
  /** Resolves when the picture is ready or failed. */
  finished(id: string, signal: AbortSignal): Promise<Media>;
  retry(id: string): Promise<Media>;
  preview(file: File): string | undefined;
  release(preview: string): void;
}

// More would share the same line and make the first photo of the post later.
const AT_ONCE = 2;

export class UploadQueue {
  #items = $state<Item[]>([]);
  // Nobody looks at these, so they need not be told about.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #stops = new Map<string, AbortController>();
  #last = 0;
  readonly #route: Route;
  readonly #most: number;

  constructor(route: Route, most: number) {
    this.#route = route;
    this.#most = most;
  }

  get items(): readonly Item[] {
    return this.#items;
  }
  get full() {
    return this.#items.length >= this.#most;
  }
  /** True when every photo has reached the server: the post may then be made. */
  get sent() {
    return this.#items.length > 0 && this.#items.every((item) => item.media && item.stage !== 'failed');
  }
  get failed() {
    return this.#items.some((item) => item.stage === 'failed');
  }
  get busy() {
    return this.#items.some((item) => item.stage === 'waiting' || item.stage === 'sending');
  }

  /** Takes as many as there is room for; the answer is how many were left out. */
  add(files: readonly File[]): number {
    const room = Math.max(0, this.#most - this.#items.length);
    for (const file of files.slice(0, room)) {
      this.#last += 1;
      this.#items.push({
        key: `photo-${this.#last}`,
        file,
        preview: this.#route.preview(file),
        stage: 'waiting',
        part: 0,
        alt: '',
        media: undefined,
        reason: undefined,
        hopeful: true,
      });
    }
    this.#fill();
    return Math.max(0, files.length - room);
  }

  remove(key: string): void {
    const item = this.#find(key);
    if (!item) return;
    this.#stops.get(key)?.abort();
    this.#stops.delete(key);
    if (item.preview) this.#route.release(item.preview);
    this.#items = this.#items.filter((other) => other.key !== key);
    this.#fill();
  }

  move(key: string, by: number): void {
    const from = this.#items.findIndex((item) => item.key === key);
    const to = from + by;
    if (from < 0 || to < 0 || to >= this.#items.length) return;
    this.#items = this.#items.toSpliced(from, 1).toSpliced(to, 0, this.#items[from] as Item);
  }

  setAlt(key: string, alt: string): void {
    const item = this.#find(key);
    if (item) item.alt = alt;
  }

  retry(key: string): void {
    const item = this.#find(key);
    if (item?.stage !== 'failed') return;
    item.reason = undefined;
    if (item.media) void this.#again(item);
    else {
      item.stage = 'waiting';
      this.#fill();
    }
  }

  clear(): void {
    for (const item of [...this.#items]) this.remove(item.key);
  }

  #find(key: string): Item | undefined {
    return this.#items.find((item) => item.key === key);
  }

  #fill(): void {
    const sending = this.#items.filter((item) => item.stage === 'sending').length;
    const next = this.#items.filter((item) => item.stage === 'waiting').slice(0, Math.max(0, AT_ONCE - sending));
    for (const item of next) void this.#send(item);
  }

  async #send(item: Item): Promise<void> {
    const stop = new AbortController();
    this.#stops.set(item.key, stop);
    item.stage = 'sending';
    item.part = 0;
    try {
      const media = await this.#route.send(item.file, (part) => (item.part = part), stop.signal);
      item.part = 1;
      this.#take(item, media);
      this.#fill();
      await this.#watch(item, stop.signal);
    } catch (error) {
      this.#fail(item, error, stop.signal);
    }
    this.#fill();
  }

  /** The bytes are there; only the work on them is done again. */
  async #again(item: Item): Promise<void> {
    const stop = new AbortController();
    this.#stops.set(item.key, stop);
    item.stage = 'processing';
    try {
      this.#take(item, await this.#route.retry((item.media as Media).id));
      await this.#watch(item, stop.signal);
    } catch (error) {
      this.#fail(item, error, stop.signal);
    }
  }

  async #watch(item: Item, signal: AbortSignal): Promise<void> {
    if (item.stage === 'processing' && item.media) this.#take(item, await this.#route.finished(item.media.id, signal));
  }

  #take(item: Item, media: Media): void {
    item.media = media;
    item.stage = media.state === 'ready' || media.state === 'failed' ? media.state : 'processing';
    item.reason = media.state === 'failed' ? (media.problem?.detail ?? 'unknown') : undefined;
    item.hopeful = media.problem?.can_retry ?? true;
  }

  #fail(item: Item, error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    const problem = asProblem(error);
    item.stage = 'failed';
    item.reason = problem.status ? problem.message : problem.code;
    // What the server refused once it refuses again; a lost line or a busy server is another matter.
    item.hopeful = problem.status === 0 || problem.status === 429 || problem.status >= 500;
  }
}
