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
  /** As the server last said that it is. */
  #kept: Value | undefined;
  /** How often something was changed, and when the newest of the changes before has been answered. */
  #last = 0;
  #sent: Promise<unknown> = Promise.resolve();
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
      this.#now = this.#kept = await this.#ways.read();
    } catch (error) {
      this.#problem = asProblem(error);
    }
  };

  async change(change: Change): Promise<void> {
    const before = this.#now;
    if (!before) return;
    this.#now = this.#ways.wished?.(before, change) ?? { ...before, ...change };
    this.#busy = true;
    this.#last += 1;
    const mine = this.#last;
    // One after another, so that what was wished last is what is kept.
    const answer = this.#sent.then(() => this.#ways.write(change));
    this.#sent = answer.catch(() => undefined);
    try {
      this.#kept = await answer;
      this.#ways.kept?.();
    } catch (error) {
      toasts.problem(error);
    }
    // Until the newest is answered, what is shown is what is wished.
    if (mine !== this.#last) return;
    // A copy, so that a control that shows a wish that was refused is drawn anew.
    this.#now = { ...(this.#kept ?? before) };
    this.#busy = false;
  }
}
