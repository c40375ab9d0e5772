import { asProblem, type Problem } from '../api/errors.ts';
import { fieldSentence } from './field-errors.ts';
import { sentence, toasts } from './toasts.svelte.ts';

type Fields = Record<string, string[]>;

interface Ways {
  /** What a refusal says of fields, where it names them in its code only. */
  fieldsOf?: (problem: Problem) => Fields;
  /** A refusal that belongs to no field stands in the form as `trouble`; otherwise it is a toast. */
  keepsTrouble?: boolean;
}

/** One form on its way to the server: whether it is being sent, and what was wrong with it. */
export class Form {
  readonly #send: () => Promise<unknown>;
  readonly #ways: Ways;
  #busy = $state(false);
  #errors = $state.raw<Fields>({});
  #trouble = $state<string>();

  constructor(send: () => Promise<unknown>, ways: Ways = {}) {
    this.#send = send;
    this.#ways = ways;
  }

  get busy() {
    return this.#busy;
  }
  get trouble() {
    return this.#trouble;
  }

  /** What to say beside a field; `as` when our words for it go by another name than the server's. */
  error(name: string, as = name): string | undefined {
    return fieldSentence(as, this.#errors[name]);
  }

  readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.run();
  };

  /** Forgets what was wrong. */
  clear(): void {
    this.#errors = {};
    this.#trouble = undefined;
  }

  async run(send = this.#send): Promise<void> {
    this.#busy = true;
    this.clear();
    try {
      await send();
    } catch (error) {
      this.#refused(asProblem(error));
    } finally {
      this.#busy = false;
    }
  }

  #refused(problem: Problem): void {
    this.#errors = this.#ways.fieldsOf?.(problem) ?? problem.fields;
    if (Object.keys(this.#errors).length) return;
    if (this.#ways.keepsTrouble) this.#trouble = sentence(problem);
    else toasts.problem(problem);
  }
}
