/**
 * Every person, post and comment the app has heard of, once, by id.
 *
 * Lists hold ids only, so a like, an edit or an event from the server changes one record and every page that shows it.
 * Records are replaced, never changed in place: who reads one by id is told, and nobody else.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Card, Comment, Media, MediaShort, User, UserShort } from '../api/types.ts';
import { wishes } from './toggles.ts';

export type Person = UserShort &
  Partial<Omit<User, keyof UserShort>> & { role?: string; email?: string; email_state?: string };
export type AnyMedia = (MediaShort | Media) & Partial<MediaShort> & Partial<Media>;
export type Post = Omit<Card, 'author' | 'comments' | 'liked_by' | 'media'> & {
  authorId: string;
  commentIds: string[];
  likedByIds: string[];
  media: AnyMedia[];
};
export type Remark = Omit<Comment, 'author' | 'liked_by'> & {
  authorId: string;
  postId: string;
  /** The author of the post, who likes it. */
  hostId?: string | undefined;
  /** Why it waits, told to whom it waits for. */
  reason?: Reason;
};

export type Reason = 'approval' | 'words' | 'restricted' | 'taken_back';

/** Undoes one change and leaves later ones alone. */
export type Undo = () => void;

export class Entities {
  #people = new SvelteMap<string, Person>();
  #posts = new SvelteMap<string, Post>();
  #remarks = new SvelteMap<string, Remark>();

  person(id: string | undefined): Person | undefined {
    return id === undefined ? undefined : this.#people.get(id);
  }

  personByName(username: string): Person | undefined {
    const wanted = username.toLowerCase();
    for (const person of this.#people.values()) if (person.username.toLowerCase() === wanted) return person;
    return undefined;
  }

  post(id: string | undefined): Post | undefined {
    return id === undefined ? undefined : this.#posts.get(id);
  }

  remark(id: string | undefined): Remark | undefined {
    return id === undefined ? undefined : this.#remarks.get(id);
  }

  posts(): Iterable<Post> {
    return this.#posts.values();
  }

  putPerson(person: UserShort | User): string {
    const old = this.#people.get(person.id);
    const viewer = person.viewer ? { ...old?.viewer, ...known(person.viewer) } : old?.viewer;
    this.#people.set(person.id, { ...old, ...known(person), ...(viewer && { viewer }) } as Person);
    wishes.get(`follow:${person.id}`)?.();
    return person.id;
  }

  putPost(card: Card): string {
    const { author, comments, liked_by, media, ...rest } = card;
    const old = this.#posts.get(card.id);
    this.#posts.set(card.id, {
      ...old,
      ...known(rest),
      // An answer with nothing in these places means that they are empty now.
      title: rest.title,
      caption: rest.caption,
      place: rest.place,
      comments_from: rest.comments_from,
      hides_likes: rest.hides_likes,
      counts: rest.counts,
      pinned: rest.pinned,
      sensitive: rest.sensitive,
      licence: rest.licence,
      publish_at: rest.publish_at,
      gone_at: rest.gone_at,
      has_people: rest.has_people,
      partner: rest.partner,
      authorId: this.putPerson(author),
      commentIds: comments.map((comment) => this.putRemark(comment, card.id)),
      likedByIds: liked_by ? liked_by.map((person) => this.putPerson(person)) : (old?.likedByIds ?? []),
      media: media.map((one) => {
        const before = old?.media.find((other) => other.id === one.id);
        // Without it the owner does not want it told any more.
        return { ...before, ...known(one), camera: one.camera } as AnyMedia;
      }),
    } as Post);
    wishes.get(`like:${card.id}`)?.();
    wishes.get(`save:${card.id}`)?.();
    return card.id;
  }

  putRemark(comment: Comment, postId: string): string {
    const { author, liked_by, ...rest } = comment;
    const host = liked_by?.[0];
    this.#remarks.set(comment.id, {
      ...this.#remarks.get(comment.id),
      // What is not said of these is not so (any more).
      pinned: false,
      waiting: false,
      ...known(rest),
      hostId: host && this.putPerson(host),
      authorId: this.putPerson(author),
      postId,
    } as Remark);
    wishes.get(`like:c${comment.id}`)?.();
    return comment.id;
  }

  patchPerson(id: string, change: (person: Person) => Partial<Person>): void {
    const person = this.#people.get(id);
    if (person) this.#people.set(id, { ...person, ...change(person) });
  }

  patchPost(id: string, change: (post: Post) => Partial<Post>): void {
    const post = this.#posts.get(id);
    if (post) this.#posts.set(id, { ...post, ...change(post) });
  }

  patchRemark(id: string, change: (remark: Remark) => Partial<Remark>): void {
    const remark = this.#remarks.get(id);
    if (remark) this.#remarks.set(id, { ...remark, ...change(remark) });
  }

  dropPost(id: string): void {
    this.#posts.delete(id);
  }

  dropRemark(id: string): void {
    this.#remarks.delete(id);
  }

  /** The heart as the person left it, with its count; nothing happens when it is so already. */
  like(id: string, liked: boolean): Undo | undefined {
    if ((this.#posts.get(id)?.viewer?.liked ?? false) === liked) return undefined;
    const set = (value: boolean) =>
      this.patchPost(id, (post) => ({
        viewer: { saved: false, ...post.viewer, liked: value },
        // Whoever is not told how many there are is not told by their own like either.
        ...(post.counts.likes !== undefined && {
          counts: { ...post.counts, likes: Math.max(0, post.counts.likes + (value ? 1 : -1)) },
        }),
      }));
    set(liked);
    return () => set(!liked);
  }

  likeRemark(id: string, liked: boolean): Undo | undefined {
    if ((this.#remarks.get(id)?.viewer?.liked ?? false) === liked) return undefined;
    const set = (value: boolean) =>
      this.patchRemark(id, (remark) => ({
        viewer: { ...remark.viewer, liked: value },
        counts: { ...remark.counts, likes: Math.max(0, remark.counts.likes + (value ? 1 : -1)) },
      }));
    set(liked);
    return () => set(!liked);
  }

  save(id: string, saved: boolean): Undo | undefined {
    if ((this.#posts.get(id)?.viewer?.saved ?? false) === saved) return undefined;
    const set = (value: boolean) =>
      this.patchPost(id, (post) => ({ viewer: { liked: false, ...post.viewer, saved: value } }));
    set(saved);
    return () => set(!saved);
  }

  countRemarks(postId: string, by: number): Undo {
    const add = (n: number) =>
      this.patchPost(postId, (post) => ({
        counts: { ...post.counts, comments: Math.max(0, post.counts.comments + n) },
      }));
    add(by);
    return () => add(-by);
  }

  clear(): void {
    this.#people.clear();
    this.#posts.clear();
    this.#remarks.clear();
  }
}

/** Leaves out what the answer does not say, so that a lean answer never erases a full one. */
function known<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined && v !== null)) as Partial<T>;
}

export const entities = new Entities();
