/** Who is looking. The server says it in the document's boot data; without one the app asks. */
import { api, ask, setCsrf, whenSignedOut } from '../api/client.ts';
import { asProblem } from '../api/errors.ts';
import type { Card, Page, User } from '../api/types.ts';
import { entities } from './entities.svelte.ts';
import { cards, forgetLists, home } from './lists.ts';

interface Boot {
  viewer: User | null;
  csrf: string | null;
  first_page?: Page<Card> | null;
  build?: string;
}

export interface SignUp {
  username: string;
  email: string;
  password: string;
  name?: string;
  invite?: string;
  words?: string;
}

class Session {
  #viewerId = $state<string | undefined>();
  #started: Promise<void> | undefined;
  #unreachable = false;
  /** True after the server ended a session that the app believed in. */
  #ended = $state(false);

  get viewerId() {
    return this.#viewerId;
  }
  get viewer() {
    return entities.person(this.#viewerId);
  }
  /** True when the server could not be asked who is looking. */
  get unreachable() {
    return this.#unreachable;
  }
  get ended() {
    return this.#ended;
  }

  /** Finds out who is looking, once. */
  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async signIn(login: string, password: string, totp = ''): Promise<void> {
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
    this.enter(await ask(api.POST('/v1/session', { body: { login, password, totp, time_zone } })));
  }

  /** True when the account waits to be let in. */
  async signUp(body: SignUp): Promise<boolean> {
    const { user, csrf } = await ask(api.POST('/v1/accounts', { body }));
    if (user && csrf) this.enter({ user, csrf });
    return !user;
  }

  async signOut(): Promise<void> {
    await ask(api.DELETE('/v1/session'));
    // What state/kept-uploads.ts keeps is theirs alone.
    indexedDB.deleteDatabase('tintype-uploads');
    this.leave();
  }

  /** Forgets everything the viewer was allowed to see. */
  leave(): void {
    this.#viewerId = undefined;
    setCsrf(null);
    forgetLists();
    entities.clear();
  }

  /** Somebody has come in: what the last one was allowed to see is forgotten. */
  enter(answer: { user: User; csrf: string }): void {
    forgetLists();
    entities.clear();
    this.#ended = false;
    setCsrf(answer.csrf);
    this.#viewerId = entities.putPerson(answer.user);
  }

  async #start(): Promise<void> {
    whenSignedOut(() => {
      if (!this.#viewerId) return;
      this.leave();
      this.#ended = true;
    });
    const boot = readBoot() ?? (await this.#askWho());
    setCsrf(boot.csrf);
    if (!boot.viewer) return;
    this.#viewerId = entities.putPerson(boot.viewer);
    if (boot.first_page) home().seed(cards(boot.first_page));
  }

  async #askWho(): Promise<Boot> {
    try {
      const who = await ask(api.GET('/v1/session'));
      return { viewer: who.user ?? null, csrf: who.csrf ?? null };
    } catch (error) {
      this.#unreachable = asProblem(error).status !== 401;
      return { viewer: null, csrf: null };
    }
  }
}

function readBoot(): Boot | undefined {
  const text = document.getElementById('boot')?.textContent;
  return text ? (JSON.parse(text) as Boot) : undefined;
}

export const session = new Session();
