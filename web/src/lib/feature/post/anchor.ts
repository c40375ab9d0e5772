/**
 * The place in the feed that one comes back to: a card and where it stood.
 *
 * Far cards only claim their height, so the same distance from the top is another place after a while elsewhere.
 */
let kept: { id: string; top: number } | undefined;

const FRAMES = 4;

/** True when somebody may come back: then all cards have to be there at once. */
export const hasPlace = () => kept !== undefined;

export function keepPlace(): void {
  const card = [...document.querySelectorAll<HTMLElement>('article[data-post]')].find(
    (one) => one.getBoundingClientRect().bottom > 0,
  );
  const id = card?.dataset.post;
  kept = id === undefined ? undefined : { id, top: card?.getBoundingClientRect().top ?? 0 };
}

/** Corrected over a few frames, as cards around it take their true height. */
export function findPlace(frames = FRAMES): void {
  const place = kept;
  if (!place) return;
  const card = document.querySelector(`article[data-post="${CSS.escape(place.id)}"]`);
  if (!card) return;
  scrollBy({ top: card.getBoundingClientRect().top - place.top, behavior: 'instant' });
  if (frames > 1) requestAnimationFrame(() => findPlace(frames - 1));
}
