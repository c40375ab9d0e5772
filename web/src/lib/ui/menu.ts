/** Arrow keys, Home and End move among the buttons of an open menu; nobody else hears of a key that did. */
export function moveWithin(list: HTMLElement | undefined, event: KeyboardEvent) {
  const items = [...(list?.querySelectorAll('button') ?? [])];
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(to % items.length)?.focus();
}
