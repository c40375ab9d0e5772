/** Which hashtags one follows, as far as that was asked. */
import { SvelteMap } from 'svelte/reactivity';
import { api, ask } from '../api/client.ts';
import type { FollowedTag } from '../api/types.ts';
import { t } from '../i18n/core.ts';
import '../i18n/tags.ts';
import { settle } from './engagement.ts';
import { home } from './lists.ts';
import { toasts } from './toasts.svelte.ts';
import { toggles, wishes } from './toggles.ts';

class TagFollows {
  readonly #known = new SvelteMap<string, boolean>();

  /** Undefined until it has been asked. */
  of(tag: string): boolean | undefined {
    return this.#known.get(tag);
  }

  put(tag: string, followed: boolean): void {
    this.#known.set(tag, followed);
    wishes.get(`follow:#${tag}`)?.();
  }

  async all(): Promise<FollowedTag[]> {
    await toggles.answered('follow:#');
    const { items } = await ask(api.GET('/v1/me/followed-tags'));
    for (const { name } of items) this.put(name, true);
    return items;
  }

  /** Shown at once, and as it was again when the server refuses; whether it is so in the end. */
  async change(tag: string, followed: boolean): Promise<boolean> {
    const params = { path: { tag } };
    await settle(
      `follow:#${tag}`,
      followed,
      (value) => this.#known.set(tag, value),
      (value) =>
        ask(value ? api.PUT('/v1/tags/{tag}/follow', { params }) : api.DELETE('/v1/tags/{tag}/follow', { params })),
    );
    if (this.of(tag) !== followed) return false;
    toasts.show(t(followed ? 'tags.follow_done' : 'tags.unfollow_done', { tag }));
    home().renew(0);
    return true;
  }
}

export const tagFollows = new TagFollows();
