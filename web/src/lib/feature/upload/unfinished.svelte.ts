/** A post that was begun and not finished: what of it is kept in this browser, and how it goes on. */
import { giveUp } from '../../api/upload.ts';
import { kept } from '../../state/upload-item.ts';
import { KeptUploads, type Keeping } from '../../state/kept-uploads.ts';
import type { UploadQueue } from '../../state/upload-queue.svelte.ts';
import type { Draft } from './ComposeForm.svelte';

export class Unfinished {
  #kept: KeptUploads<Draft>;
  #queue: UploadQueue;
  #found = $state.raw<Keeping<Draft>>();
  #asked = $state(false);
  // Nobody looks at these, so they need not be told about.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #files = new Set<string>();

  constructor(queue: UploadQueue, owner: string) {
    this.#queue = queue;
    this.#kept = new KeptUploads<Draft>(owner);
  }

  /** How many files wait for a word whether to go on with them; undefined while nobody has looked. */
  get waiting(): number | undefined {
    return this.#asked ? (this.#found?.order.length ?? 0) : undefined;
  }

  /** Whether leaving loses nothing. */
  get works() {
    return this.#kept.works;
  }

  async look(): Promise<void> {
    this.#found = await this.#kept.read();
    this.#asked = true;
  }

  /** Takes the files back into the queue; the words go to the form. */
  async goOn(): Promise<Draft | undefined> {
    const { order, words } = this.#found ?? { order: [], words: undefined };
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const files = new Map<string, File>();
    for (const { key } of order) {
      const file = await this.#kept.file(key);
      if (file) files.set(key, file);
    }
    for (const key of files.keys()) this.#files.add(key);
    this.#queue.restore(order, files);
    this.#found = undefined;
    return words;
  }

  async drop(): Promise<void> {
    const begun = this.#found?.order.flatMap(({ upload, media }) => (upload && !media ? [upload] : [])) ?? [];
    this.#found = undefined;
    await this.forget();
    for (const upload of begun) void giveUp(upload).catch(() => undefined);
  }

  /** Called whenever the queue or the words have changed. */
  keep(words: Draft): void {
    const { items } = this.#queue;
    if (this.waiting !== 0) return;
    for (const { key, file } of items) {
      if (this.#files.has(key) || !file.size) continue;
      this.#files.add(key);
      this.#kept.addFile(key, file);
    }
    const left = items.map((item) => item.key);
    for (const key of [...this.#files].filter((one) => !left.includes(one))) {
      this.#files.delete(key);
      this.#kept.dropFile(key);
    }
    this.#kept.note({ order: items.map(kept), words });
  }

  /** The post is out, or not wanted. */
  async forget(): Promise<void> {
    this.#files.clear();
    await this.#kept.forget();
  }
}
