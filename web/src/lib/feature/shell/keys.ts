/** Single letters act on the post that has the focus, or the one in the middle of the screen. */
import { goto } from '$app/navigation';
import { urls } from '../../urls.ts';
import { entities } from '../../state/entities.svelte.ts';
import { like, save } from '../../state/engagement.ts';
import { prefs } from '../../state/prefs.svelte.ts';
import { session } from '../../state/session.svelte.ts';

const cards = () => [...document.querySelectorAll<HTMLElement>('article[data-post]')];

export function onShortcut(event: KeyboardEvent, help: () => void): void {
  if (!prefs.shortcuts || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  // Inside a dialog only its own keys count.
  if (document.querySelector('dialog[open]')) return;
  const act = ACTIONS[event.key];
  if (event.key === '?') help();
  else if (act) act();
  else return;
  event.preventDefault();
}

const ACTIONS: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  l: () => onCurrent((id) => void like(id, !entities.post(id)?.viewer?.liked)),
  s: () => onCurrent((id) => void save(id, !entities.post(id)?.viewer?.saved)),
  c: () => cards()[current()]?.querySelector<HTMLElement>(`a[href^="${urls.home}p/"].action`)?.click(),
  n: () => void goto(urls.new),
  h: () => void goto(urls.home),
};

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function current(): number {
  const all = cards();
  const focused = all.findIndex((card) => card.contains(document.activeElement));
  if (focused >= 0) return focused;
  const middle = innerHeight / 2;
  return all.findIndex((card) => card.getBoundingClientRect().bottom > middle);
}

function step(by: number): void {
  const all = cards();
  const hasFocus = all.some((card) => card.contains(document.activeElement));
  // The first press takes the card that is already in view.
  const to = hasFocus ? current() + by : current();
  const card = all[Math.max(0, Math.min(all.length - 1, to))];
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: 'start', behavior: 'smooth' });
}

function onCurrent(act: (id: string) => void): void {
  const id = cards()[current()]?.dataset.post;
  if (id && session.viewerId) act(id);
}
