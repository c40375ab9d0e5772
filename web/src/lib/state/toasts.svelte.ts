/** Short notes at the edge of the screen, and the words for a screen reader. */
import { asProblem } from '../api/errors.ts';
import { t, tOr } from '../i18n/core.ts';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 5_000;

class Toasts {
  #items = $state.raw<Toast[]>([]);
  #spoken = $state('');
  #last = 0;

  get items() {
    return this.#items;
  }
  /** What the live region says. */
  get spoken() {
    return this.#spoken;
  }

  show(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
    const id = (this.#last += 1);
    // The newest three are enough: a toast is a note and not a log.
    this.#items = [...this.#items, { id, text, tone: 'plain' as const, ...more }].slice(-3);
    this.say(text);
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  /** Tells the person what went wrong, in their words where we have them. */
  problem(error: unknown): void {
    // That the session is over is said once, by who sends the person to the sign-in page.
    if (asProblem(error).code === 'sign_in_required') return;
    this.show(sentence(error), { tone: 'bad' });
  }

  say(text: string): void {
    // The same words twice in a row are only read again when the region changes.
    this.#spoken = this.#spoken === text ? `${text}\u00a0` : text;
  }

  dismiss(id: number): void {
    this.#items = this.#items.filter((toast) => toast.id !== id);
  }
}

/** Our words for a problem; the server's own sentence when we have none. */
export function sentence(error: unknown): string {
  const problem = asProblem(error);
  const known = tOr(`problem.${problem.code}`, 'problem.unknown');
  return known === t('problem.unknown') && problem.message && problem.status ? problem.message : known;
}

export const toasts = new Toasts();
