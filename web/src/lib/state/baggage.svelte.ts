/** Archives on their way out and in: asked about every other second while anything is under way, and then no more. */
import { api, ask } from '../api/client.ts';
import type { Export, Import } from '../api/types.ts';
import { uploadArchive } from '../api/upload.ts';
import { asProblem, type Problem } from '../api/errors.ts';

const ASK_EVERY_MS = 1_500;
const UNDER_WAY = new Set(['making', 'looking', 'running']);

export interface Choice {
  audience: 'everyone' | 'followers' | 'close_friends';
  follows: boolean;
  profile: boolean;
}

export class Baggage {
  #exports = $state.raw<Export[]>([]);
  #imports = $state.raw<Import[]>([]);
  #sending = $state.raw<{ name: string; part: number } | undefined>();
  #problem = $state.raw<Problem | undefined>();
  #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(exports: Export[], imports: Import[]) {
    this.#exports = exports;
    this.#imports = imports;
    this.#askLater();
  }

  get exports() {
    return this.#exports;
  }
  /** The archive that is being brought, or the last one that was. */
  get current(): Import | undefined {
    return this.#imports[0];
  }
  get sending() {
    return this.#sending;
  }
  get problem() {
    return this.#problem;
  }
  get isMaking() {
    return this.#exports.some((one) => one.state === 'making');
  }

  async ask(): Promise<void> {
    await ask(api.POST('/v1/me/exports'));
    await this.look();
  }

  async remove(export_id: string): Promise<void> {
    await ask(api.DELETE('/v1/me/exports/{export_id}', { params: { path: { export_id } } }));
    await this.look();
  }

  /** Sends an archive and has it looked at. Raises nothing for what was cancelled. */
  async send(file: File): Promise<void> {
    this.#stop = new AbortController();
    this.#sending = { name: file.name, part: 0 };
    try {
      await uploadArchive(file, {
        upload: undefined,
        onbegun: () => undefined,
        onprogress: (part) => (this.#sending = { name: file.name, part }),
        signal: this.#stop.signal,
      });
      await this.look();
    } catch (error) {
      if (asProblem(error).code !== 'cancelled') throw error;
    } finally {
      this.#sending = undefined;
    }
  }

  cancel(): void {
    this.#stop.abort();
  }

  async start(import_id: string, choice: Choice): Promise<void> {
    const body = { state: 'running' as const, ...choice };
    await ask(api.PATCH('/v1/me/imports/{import_id}', { params: { path: { import_id } }, body }));
    await this.look();
  }

  async giveUp(import_id: string): Promise<void> {
    await ask(api.DELETE('/v1/me/imports/{import_id}', { params: { path: { import_id } } }));
    await this.look();
  }

  async look(): Promise<void> {
    try {
      const [exports, imports] = await Promise.all([ask(api.GET('/v1/me/exports')), ask(api.GET('/v1/me/imports'))]);
      this.#exports = exports.items;
      this.#imports = imports.items;
      this.#problem = undefined;
    } catch (error) {
      this.#problem = asProblem(error);
    }
    this.#askLater();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  #askLater(): void {
    clearTimeout(this.#timer);
    const open = [...this.#exports, ...this.#imports].some((one) => UNDER_WAY.has(one.state));
    if (open && !this.#closed) this.#timer = setTimeout(() => void this.look(), ASK_EVERY_MS);
  }
}
