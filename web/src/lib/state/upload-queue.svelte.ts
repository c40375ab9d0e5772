/**
 * Photos and videos on their way: chosen, sent, processed. Two at a time, in the order of the post. A lost line is
 * waited for, a failure keeps its place and says why, and nobody waits for anybody else's trouble.
 */
import { asProblem } from '../api/errors.ts';
import type { Media } from '../api/types.ts';
import type { Kept } from './kept-uploads.ts';
import { blank, mayPass, type Item, type Route, type Shape, type Stage } from './upload-item.ts';

export type { Item, Route, Stage } from './upload-item.ts';

// More would share the same line and make the first photo of the post later.
const AT_ONCE = 2;
// Of a server that answers and cannot: then the person decides. A line that is gone is waited for.
const TRIES_MAX = 6;

export class UploadQueue {
  #items = $state<Item[]>([]);
  #paused = $state(false);
  // Nobody looks at these, so they need not be told about.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #stops = new Map<string, AbortController>();
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
  get paused() {
    return this.#paused;
  }
  /** True when everything has reached the server: the post may then be made. */
  get sent() {
    return this.#items.length > 0 && this.#items.every((item) => item.media && item.stage !== 'failed');
  }
  get failed() {
    return this.#items.some((item) => item.stage === 'failed');
  }
  get busy() {
    return this.#items.some((item) => item.stage === 'waiting' || item.stage === 'sending');
  }
  get stalled() {
    return this.#items.some((item) => item.stage === 'sending' && item.stalled);
  }

  /** Takes as many as there is room for; the answer is how many were left out. */
  add(files: readonly File[]): number {
    const fresh = files.filter((file) => !this.#found(file));
    const room = Math.max(0, this.#most - this.#items.length);
    for (const file of fresh.slice(0, room)) {
      const { name, size } = file;
      this.#items.push({ ...blank(crypto.randomUUID(), name, size), file, preview: this.#route.preview(file) });
    }
    this.#fill();
    return Math.max(0, fresh.length - room);
  }

  /** Takes back what was left here; `files` has those that were kept. */
  restore(kept: readonly Kept[], files: ReadonlyMap<string, File>): void {
    for (const { key, name, size, type, modified, alt, upload, media } of kept.slice(0, this.#most)) {
      const file = files.get(key);
      const item: Item = { ...blank(key, name, size), alt, upload };
      item.file = file ?? new File([], name, { type, lastModified: modified });
      item.preview = file && this.#route.preview(file);
      item.stage = media ? 'processing' : file ? 'waiting' : 'missing';
      this.#items.push(item);
      if (media) void this.#look(this.#items.at(-1) as Item, media);
    }
    this.#fill();
  }

  remove(key: string): void {
    const item = this.#find(key);
    if (!item) return;
    this.#stop(key);
    if (item.upload && !item.media) this.#route.giveUp(item.upload);
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

  setShape(key: string, shape: Shape): void {
    const item = this.#find(key);
    if (item) item.shape = shape;
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

  /** Parts on their way are let go of; those that have arrived stay. */
  pause(): void {
    this.#paused = true;
    for (const item of this.#items.filter(({ stage }) => stage === 'sending')) {
      this.#stop(item.key);
      item.stage = 'waiting';
      item.stalled = false;
    }
  }

  goOn(): void {
    this.#paused = false;
    this.#fill();
  }

  /** The page is left: nothing is sent any more, and what has arrived waits for another visit. */
  leave(): void {
    for (const { key, preview } of this.#items) {
      this.#stop(key);
      if (preview) this.#route.release(preview);
    }
    this.#items = [];
  }

  #stop(key: string): void {
    this.#stops.get(key)?.abort();
    this.#stops.delete(key);
  }

  #find(key: string): Item | undefined {
    return this.#items.find((item) => item.key === key);
  }

  /** Whether a file is one that was missing; then it goes on. */
  #found(file: File): boolean {
    const item = this.#items.find((one) => one.stage === 'missing' && one.name === file.name && one.size === file.size);
    if (!item || item.file.lastModified !== file.lastModified) return false;
    item.file = file;
    item.preview = this.#route.preview(file);
    item.stage = 'waiting';
    return true;
  }

  #fill(): void {
    if (this.#paused) return;
    const sending = this.#items.filter((item) => item.stage === 'sending').length;
    const next = this.#items.filter((item) => item.stage === 'waiting').slice(0, Math.max(0, AT_ONCE - sending));
    for (const item of next) void this.#send(item);
  }

  async #send(item: Item): Promise<void> {
    const { signal } = this.#start(item, 'sending');
    try {
      this.#take(item, await this.#sent(item, signal));
      item.part = 1;
      this.#fill();
      await this.#watch(item, signal);
    } catch (error) {
      this.#fail(item, error, signal);
    }
    this.#fill();
  }

  /** Tries until the bytes are there, or a refusal says that they never will be. */
  async #sent(item: Item, signal: AbortSignal): Promise<Media> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#route.send(item.file, {
          upload: item.upload,
          signal,
          onbegun: (upload) => (item.upload = upload),
          onprogress: (part) => {
            if (part > item.part) attempt = 0;
            item.part = part;
            item.stalled = false;
          },
        });
      } catch (error) {
        const problem = asProblem(error);
        if (signal.aborted || !mayPass(problem) || (!problem.isOffline && attempt + 1 >= TRIES_MAX)) throw error;
        item.stalled = true;
        await this.#route.pause(attempt, signal);
        if (signal.aborted) throw error;
        item.stalled = false;
      }
    }
  }

  /** The bytes are there; only the work on them is done again. */
  async #again(item: Item): Promise<void> {
    const { signal } = this.#start(item, 'processing');
    try {
      this.#take(item, await this.#route.retry((item.media as Media).id));
      await this.#watch(item, signal);
    } catch (error) {
      this.#fail(item, error, signal);
    }
  }

  /** What has become of a file that arrived before the page was reloaded. */
  async #look(item: Item, id: string): Promise<void> {
    const { signal } = this.#start(item, 'processing');
    item.part = 1;
    try {
      this.#take(item, await this.#route.finished(id, signal));
    } catch (error) {
      // It was never posted, and the server has cleared it away meanwhile.
      const again = asProblem(error).status === 404 && item.file.size > 0;
      if (!again) this.#fail(item, error, signal);
      else if (!signal.aborted) {
        Object.assign(item, { stage: 'waiting', part: 0, upload: undefined });
        this.#fill();
      }
    }
  }

  async #watch(item: Item, signal: AbortSignal): Promise<void> {
    if (item.stage === 'processing' && item.media) this.#take(item, await this.#route.finished(item.media.id, signal));
  }

  #start(item: Item, stage: Stage): AbortController {
    const stop = new AbortController();
    this.#stops.set(item.key, stop);
    item.stage = stage;
    return stop;
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
    item.stalled = false;
    item.reason = problem.status ? problem.message : problem.code;
    // What the server refused once it refuses again; a lost line or a busy server is another matter.
    item.hopeful = mayPass(problem) && item.file.size > 0;
  }
}
