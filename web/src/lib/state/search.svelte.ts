/** Searching: what is found, what is suggested while typing, and what was searched for in this browser. */
import { api, ask } from '../api/client.ts';
import { asProblem } from '../api/errors.ts';
import type { PlaceFound, SearchItem, TagFound } from '../api/types.ts';
import { urls } from '../urls.ts';
import { entities, type Person } from './entities.svelte.ts';
import { GRID_PAGE, list, PAGE } from './lists.ts';
import type { Paged } from './paged.svelte.ts';
import { session } from './session.svelte.ts';

export const KINDS = ['all', 'people', 'tags', 'places'] as const;
export type Kind = (typeof KINDS)[number];
export const isKind = (text: string | null): text is Kind => KINDS.includes(text as Kind);

/** The address of a search. */
export function searchFor(keyword: string, kind: Kind = 'all'): string {
  return `${urls.search}?q=${encodeURIComponent(keyword)}${kind === 'all' ? '' : `&kind=${kind}`}`;
}

/** What stands above the posts. */
export class Beside {
  #people = $state.raw<string[]>([]);
  #tags = $state.raw<TagFound[]>([]);
  #places = $state.raw<PlaceFound[]>([]);

  get people() {
    return this.#people;
  }
  get tags() {
    return this.#tags;
  }
  get places() {
    return this.#places;
  }
  put(items: readonly SearchItem[]): void {
    this.#people = items.flatMap(({ person }) => (person ? [entities.putPerson(person)] : []));
    this.#tags = items.flatMap(({ tag }) => (tag ? [tag] : []));
    this.#places = items.flatMap(({ place }) => (place ? [place] : []));
  }
}

const besides = new WeakMap<Paged, Beside>();

/** Everything that fits: posts page by page, and a few people, hashtags and places beside them. */
export function found(keyword: string, kind: Kind): { list: Paged; beside: Beside } {
  // Who has an account has chosen for every list; the server knows.
  const sensitive = !session.viewerId && recent.sensitive;
  const made = new Beside();
  const limit = kind === 'all' ? GRID_PAGE : PAGE;
  const asked = { keyword, limit, ...(kind !== 'all' && { kind }), ...(sensitive && { sensitive }) };
  const results = list(`search:${kind}:${sensitive}:${keyword}`, async (cursor) => {
    const { items, next } = await orNothing(ask(api.GET('/v1/search', { params: { query: { ...asked, cursor } } })));
    if (!cursor) made.put(items);
    const ids = items.flatMap(({ post, person }) => {
      if (post) return [entities.putPost(post)];
      return person && kind === 'people' ? [entities.putPerson(person)] : [];
    });
    return { items: ids, next };
  });
  const beside = besides.get(results) ?? made;
  besides.set(results, beside);
  return { list: results, beside };
}

export type Suggested = { person: Person } | { tag: string } | { place: PlaceFound };

/** People, hashtags and places that begin so; nothing when the server cannot be asked. */
export async function suggested(prefix: string, signal: AbortSignal): Promise<Suggested[]> {
  try {
    const { items } = await ask(api.GET('/v1/search/suggest', { params: { query: { prefix } }, signal }));
    return items.flatMap(({ person, tag, place }): Suggested[] => {
      if (tag) return [{ tag: tag.name }];
      if (place) return [{ place }];
      const known = person && entities.person(entities.putPerson(person));
      return known ? [{ person: known }] : [];
    });
  } catch {
    return [];
  }
}

async function orNothing<T extends { items: SearchItem[] }>(asked: Promise<T>) {
  try {
    return await asked;
  } catch (error) {
    // A text without a word in it finds nothing; that is no accident.
    if (asProblem(error).status === 422) return { items: [], next: null };
    throw error;
  }
}

const KEPT = 'tintype.searches';
const SENSITIVE = 'tintype.search_sensitive';
const KEPT_MAX = 12;

/** What was searched for in this browser, the newest first. Signing out clears it with everything else. */
class Recent {
  #texts = $state.raw<string[]>(read());
  #sensitive = $state(stored(SENSITIVE) === 'on');

  get texts() {
    return this.#texts;
  }
  get sensitive() {
    return this.#sensitive;
  }
  set sensitive(value: boolean) {
    this.#sensitive = value;
    store(SENSITIVE, value ? 'on' : null);
  }
  note(text: string): void {
    this.#keep([text, ...this.#texts.filter((one) => one !== text)].slice(0, KEPT_MAX));
  }
  forget(text: string): void {
    this.#keep(this.#texts.filter((one) => one !== text));
  }
  clear(): void {
    this.#keep([]);
  }
  #keep(texts: string[]): void {
    this.#texts = texts;
    store(KEPT, texts.length ? JSON.stringify(texts) : null);
  }
}

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(stored(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage can be full or forbidden; it is then kept until the page is closed.
  }
}

export const recent = new Recent();
