/** Does what needs a proof: when the server asks for one, the person is asked, and it is done again. */
import { asProblem } from '../../api/errors.ts';

class Prover {
  #asking = $state(false);
  #resolve: (proven: boolean) => void = () => undefined;

  get asking() {
    return this.#asking;
  }

  /** What `act` gives; undefined when the person would rather not say who they are. */
  async with<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (asProblem(error).code !== 'proof_needed') throw error;
    }
    return (await this.#ask()) ? act() : undefined;
  }

  answer(proven: boolean): void {
    this.#asking = false;
    this.#resolve(proven);
  }

  #ask(): Promise<boolean> {
    this.answer(false);
    this.#asking = true;
    return new Promise((resolve) => (this.#resolve = resolve));
  }
}

export const prover = new Prover();
