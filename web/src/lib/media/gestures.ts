/** Two taps or clicks on nearly the same spot. Browsers differ on dblclick under touch, so it is told from the pointer. */
const BETWEEN_MS = 320;
const APART = 28;

export function doubleTap(act: () => void) {
  return (node: HTMLElement) => {
    let last: { at: number; x: number; y: number } | undefined;
    const onUp = (event: PointerEvent) => {
      if (event.button !== 0 || (event.target as Element).closest('button, a')) return;
      const { timeStamp: at, clientX: x, clientY: y } = event;
      if (last && at - last.at < BETWEEN_MS && Math.hypot(x - last.x, y - last.y) < APART) {
        last = undefined;
        act();
      } else last = { at, x, y };
    };
    node.addEventListener('pointerup', onUp);
    return () => node.removeEventListener('pointerup', onUp);
  };
}
