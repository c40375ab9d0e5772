/** Choices that belong to this browser. static/theme.js applies the theme before the first paint. */
export type Theme = 'system' | 'light' | 'dark';

const KEYS = { theme: 'tintype.theme', shortcuts: 'tintype.shortcuts', autoplay: 'tintype.autoplay' };

class Prefs {
  #theme = $state<Theme>(readTheme());
  #shortcuts = $state(read(KEYS.shortcuts) !== 'off');
  #autoplay = $state(read(KEYS.autoplay) !== 'off');

  get theme() {
    return this.#theme;
  }
  set theme(value: Theme) {
    this.#theme = value;
    if (value === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    write(KEYS.theme, value === 'system' ? null : value);
  }

  get shortcuts() {
    return this.#shortcuts;
  }
  set shortcuts(value: boolean) {
    this.#shortcuts = value;
    write(KEYS.shortcuts, value ? null : 'off');
  }

  /** Videos in view play by themselves, without sound. */
  get autoplay() {
    return this.#autoplay;
  }
  set autoplay(value: boolean) {
    this.#autoplay = value;
    write(KEYS.autoplay, value ? null : 'off');
  }
}

function readTheme(): Theme {
  const stored = read(KEYS.theme);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage can be full or forbidden; the choice then lasts until the page is closed.
  }
}

export const prefs = new Prefs();
