/** Short notes at the edge of the screen, and the words for a screen reader. */
import { asProblem } from '../api/errors.ts';
import { t, tOr } from '../i18n/core.ts';

export interface Toast {
  text: string;
  tone: 'plain' | 'bad';
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 5_000;
// What can be undone is read, thought about and reached, by keyboard too.
const LONGER = 4;

class Toasts {
  #items = $state.raw<Toast[]>([]);
  #spoken = $state('');

  get items() {
    return this.#items;
  }
  /** What the live region says. */
  get spoken() {
    return this.#spoken;
  }

  show(text: string, more: Partial<Omit<Toast, 'text'>> = {}): void {
    const toast: Toast = { text, tone: 'plain', ...more };
    // The newest three are enough: a toast is a note and not a log.
    this.#items = [...this.#items, toast].slice(-3);
    this.say(text);
    setTimeout(() => this.dismiss(toast), more.action ? LONGER * SHOWN_MS : SHOWN_MS);
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

  dismiss(toast: Toast): void {
    this.#items = this.#items.filter((one) => one !== toast);
  }
}

/** Our words for a problem; the server's own sentence when we have none. */
export function sentence(error: unknown): string {
  const problem = asProblem(error);
  const known = tOr(`problem.${problem.code}`, 'problem.unknown');
  return known === t('problem.unknown') && problem.message && problem.status ? problem.message : known;
}

export const toasts = new Toasts();
