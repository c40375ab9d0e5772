/** A preview begins when a mouse rests on a tile, not when it passes over one, and ends when it leaves. */
export const RESTS_MS = 150;

export class Hover {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #show: (id: string | undefined) => void;

  constructor(show: (id: string | undefined) => void) {
    this.#show = show;
  }

  enter(id: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(id), RESTS_MS);
  }

  leave(): void {
    clearTimeout(this.#timer);
    this.#show(undefined);
  }
}

/** Nobody who asked for less motion, or to save data, is shown moving tiles. */
export function wantsPreviews(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return (
    matchMedia('(hover: hover) and (pointer: fine)').matches &&
    !matchMedia('(prefers-reduced-motion: reduce)').matches &&
    connection?.saveData !== true
  );
}
