import { asProblem, type Problem } from '../api/errors.ts';
import { toasts } from './toasts.svelte.ts';

interface Ways<Value, Change> {
  read: () => Promise<Value>;
  write: (change: Change) => Promise<Value>;
  /** How it looks while it is being sent: changed, unless the change has another shape. */
  wished?: (before: Value, change: Change) => Value;
  kept?: () => void;
}

/** What the server keeps for one page of choices: shown as wished at once, and as it was again when it refuses. */
export class Setting<Value extends object, Change extends object = Partial<Value>> {
  readonly #ways: Ways<Value, Change>;
  #now = $state.raw<Value>();
  #problem = $state.raw<Problem>();
  #busy = $state(false);

  constructor(ways: Ways<Value, Change>) {
    this.#ways = ways;
  }

  get now() {
    return this.#now;
  }
  /** Why it could not be read. */
  get problem() {
    return this.#problem;
  }
  get busy() {
    return this.#busy;
  }

  readonly read = async (): Promise<void> => {
    this.#problem = undefined;
    try {
      this.#now = await this.#ways.read();
    } catch (error) {
      this.#problem = asProblem(error);
    }
  };

  async change(change: Change): Promise<void> {
    const before = this.#now;
    if (!before) return;
    this.#now = this.#ways.wished?.(before, change) ?? { ...before, ...change };
    this.#busy = true;
    try {
      this.#now = await this.#ways.write(change);
      this.#ways.kept?.();
    } catch (error) {
      // A copy, so that a control that shows the wish is drawn anew.
      this.#now = { ...before };
      toasts.problem(error);
    } finally {
      this.#busy = false;
    }
  }
}
