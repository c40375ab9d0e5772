/** One question at a time, answered by a dialog: `if (await confirmation.ask({…})) …`. */
export interface Question {
  title: string;
  text: string;
  yes: string;
  danger?: boolean;
}

class Confirmation {
  #asked = $state.raw<Question | undefined>();
  #resolve: (yes: boolean) => void = () => undefined;

  get asked() {
    return this.#asked;
  }

  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.#asked = question;
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  answer(yes: boolean): void {
    this.#asked = undefined;
    this.#resolve(yes);
  }
}

export const confirmation = new Confirmation();
