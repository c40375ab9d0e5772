import { toasts } from './toasts.svelte.ts';

/** One thing at a time that a button does: whether it is under way, and a toast when it fails. */
export class Doing {
  #busy = $state(false);

  get busy() {
    return this.#busy;
  }

  async run(act: () => Promise<unknown>): Promise<void> {
    this.#busy = true;
    try {
      await act();
    } catch (error) {
      toasts.problem(error);
    } finally {
      this.#busy = false;
    }
  }
}
