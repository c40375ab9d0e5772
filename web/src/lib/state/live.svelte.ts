/** One socket to the server: new posts, notifications, the progress of pictures. Nothing is polled. */
import type { Notification, UserShort } from '../api/types.ts';
import { pause } from './backoff.ts';

export type LiveEvent =
  | { type: 'post.new'; post_id: string; order_id: string; author: UserShort }
  | { type: 'post.changed'; post_id: string }
  | { type: 'notification.new'; notification: Notification; unread: number }
  | { type: 'notification.read' }
  | { type: 'media.progress'; media_id: string; state: string; done: number; steps: number }
  | { type: 'hello' | 'quiet' };

type Listener = (event: LiveEvent & { seq?: number }) => void;

class Live {
  #socket: WebSocket | undefined;
  #listeners = new Set<Listener>();
  #wanted = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The place after which the server is asked to go on. */
  #seq: number | undefined;
  /** The posts that are shown now, each over the one before it: the last is the one that is read. */
  #posts: string[] = [];
  #connected = $state(false);

  get connected() {
    return this.#connected;
  }

  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Says which post is shown, to hear of it when it changes. */
  look(post_id: string): void {
    this.#posts.push(post_id);
    this.#say();
  }

  /** It is shown no more: the one over it stays, or the one that it lay over is read again. */
  leave(post_id: string): void {
    const at = this.#posts.lastIndexOf(post_id);
    if (at < 0) return;
    this.#posts.splice(at, 1);
    if (at === this.#posts.length) this.#say();
  }

  open(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    addEventListener('online', this.#soon);
    document.addEventListener('visibilitychange', this.#soon);
    this.#connect();
  }

  close(): void {
    this.#wanted = false;
    this.#seq = undefined;
    removeEventListener('online', this.#soon);
    document.removeEventListener('visibilitychange', this.#soon);
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
    this.#socket = undefined;
    this.#connected = false;
  }

  /** Somebody is back at the screen or on the network: do not sit out the pause. */
  #soon = () => {
    if (!this.#wanted || this.#socket || document.visibilityState === 'hidden') return;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#connect();
  };

  #connect(): void {
    const resume = this.#seq === undefined ? '' : `?after=${this.#seq}`;
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/v1/live${resume}`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempt = 0;
      this.#connected = true;
      if (this.#posts.length) this.#say();
    };
    socket.onmessage = (message) => this.#receive(message.data);
    socket.onclose = () => {
      if (this.#socket === socket) this.#retry();
    };
  }

  #say(): void {
    if (!this.#connected) return;
    this.#socket?.send(JSON.stringify({ type: 'look', post_id: this.#posts.at(-1) ?? null }));
  }

  #receive(data: unknown): void {
    if (typeof data !== 'string') return;
    const event = JSON.parse(data) as LiveEvent & { seq?: number };
    if (typeof event.seq === 'number') this.#seq = event.seq;
    for (const listener of this.#listeners) listener(event);
  }

  #retry(): void {
    this.#socket = undefined;
    this.#connected = false;
    if (!this.#wanted || document.visibilityState === 'hidden') return;
    this.#timer = setTimeout(() => this.#connect(), pause(this.#attempt, Math.random()));
    this.#attempt += 1;
  }
}

export const live = new Live();
