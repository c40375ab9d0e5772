/**
 * Keeps the app's own files, and the empty page for a moment without a network. Nothing of any person is kept: pages
 * with boot data, the API, pictures and the parts of videos (asked for by Range) go to the network as they are.
 *
 * A script is kept when it is first asked for, and what the page itself names at once: the player of streams, the
 * editor and the settings are not brought to somebody who never opens them.
 */
import { assets } from '$app/manifest';
import { version } from '$app/env';
import { self } from '$app/service-worker';

const SHELL = '/shell';
const CACHE = `tintype-${version}`;
const SCRIPTS = '/_app/immutable/';
const ASSETS = assets.map(({ path }) => absolute(path));
// The large icons are for the system's home screen, the filters for the editor: neither is needed to start.
const FIRST = ASSETS.filter((path) => !/icon-(180|192|512)\.png$|\/looks-/.test(path));

self.addEventListener('install', (event) => {
  event.waitUntil(begin().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    // The server's own pages are not the app's.
    if (!/^\/(v1|m|docs|healthz|readyz|metrics)(\/|$)/.test(url.pathname)) event.respondWith(page(request));
  } else if (url.pathname.startsWith(SCRIPTS) || ASSETS.includes(url.pathname)) {
    event.respondWith(kept(request));
  }
});

/** What the server says is shown as it is: it was written for this browser alone, a moment ago. */
self.addEventListener('push', (event) => {
  const told = said(event.data);
  event.waitUntil(
    self.registration.showNotification(told.title, {
      body: told.body,
      tag: told.tag,
      icon: '/icon-192.png',
      badge: '/icon-192.png',
      data: { path: told.path },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { path } = event.notification.data as { path?: string };
  event.waitUntil(open(new URL(path ?? '/notifications', self.location.origin).href));
});

async function begin(): Promise<void> {
  const cache = await caches.open(CACHE);
  const shell = await fetch(SHELL);
  const named = [...(await shell.clone().text()).matchAll(/"(\/_app\/immutable\/[^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  await cache.put(SHELL, shell);
  await cache.addAll([...new Set([...FIRST, ...named])]);
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(SHELL)) ?? Response.error();
  }
}

async function kept(request: Request): Promise<Response> {
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  // A part of a file is not the file.
  if (answer.status === 200) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

interface Told {
  title: string;
  body: string;
  path: string;
  tag: string;
}

function said(data: PushMessageData | null): Told {
  const usual = { title: 'Tintype', body: '', path: '/notifications', tag: 'tintype' };
  try {
    return { ...usual, ...(data?.json() as Partial<Told> | undefined) };
  } catch {
    // Browsers want something shown for each message, whatever came of it.
    return usual;
  }
}

/** In a window that is open already, or a new one. */
async function open(url: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window' });
  const there = windows[0];
  if (!there) return void (await self.clients.openWindow(url));
  await there.focus();
  await there.navigate(url).catch(() => self.clients.openWindow(url));
}

function absolute(path: string): string {
  return new URL(path, self.location.origin).pathname;
}
