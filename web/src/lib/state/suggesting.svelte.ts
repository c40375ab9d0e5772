/** What a field offers while somebody types: asked for after a pause, walked through by arrow keys. */
const PAUSE_MS = 120;

export class Suggesting<Option> {
  #options = $state.raw<Option[]>([]);
  #open = $state(false);
  #at = $state(-1);
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;
  readonly #find: (text: string, signal: AbortSignal) => Promise<Option[]>;

  constructor(find: (text: string, signal: AbortSignal) => Promise<Option[]>) {
    this.#find = find;
  }

  get options() {
    return this.#options;
  }
  get shown() {
    return this.#open && this.#options.length > 0;
  }
  /** The option that Enter would take; -1 for none. */
  get at() {
    return this.#at;
  }
  get chosen(): Option | undefined {
    return this.#options[this.#at];
  }

  /** Somebody has typed this. */
  typed(text: string): void {
    this.stop();
    this.#at = -1;
    if (!text) return this.close();
    this.#waiting = setTimeout(() => void this.#look(text), PAUSE_MS);
  }

  /** Ask no more. */
  stop(): void {
    clearTimeout(this.#waiting);
    this.#asking?.abort();
  }

  close(): void {
    this.stop();
    this.#open = false;
    this.#options = [];
    this.#at = -1;
  }

  /** Arrows and Escape, where they mean the options. */
  key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.shown) {
      // One more place than options: none of them, where Enter means what was typed.
      const places = this.#options.length + 1;
      this.#at = ((this.#at + 1 + step + places) % places) - 1;
      event.preventDefault();
    } else if (event.key === 'Escape' && this.#open) {
      this.close();
      event.preventDefault();
    }
  }

  async #look(text: string) {
    const mine = (this.#asking = new AbortController());
    const found = await this.#find(text, mine.signal);
    // Somebody has typed on meanwhile, or chosen.
    if (mine !== this.#asking || mine.signal.aborted) return;
    this.#options = found;
    this.#open = true;
  }
}
