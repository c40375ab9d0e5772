/**
 * Keeps the app's own files, and the empty page for a moment without a network. Nothing of any person is kept: pages
 * with boot data, the API and the pictures go to the network as they are.
 */
import { immutable, assets } from '$app/manifest';
import { version } from '$app/env';
import { self } from '$app/service-worker';

const SHELL = '/shell';
const CACHE = `tintype-${version}`;
// The large icons are for the system's home screen and are not needed to start.
const KEPT = [...immutable.map(({ path }) => absolute(path)), ...assets.map(({ path }) => absolute(path))].filter(
  (path) => !/icon-(180|192|512)\.png$/.test(path),
);

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([SHELL, ...KEPT]))
      .then(() => self.skipWaiting()),
  );
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
  } else if (url.pathname.startsWith('/_app/immutable/') || KEPT.includes(url.pathname)) {
    event.respondWith(kept(request));
  }
});

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(SHELL)) ?? Response.error();
  }
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

function absolute(path: string): string {
  return new URL(path, self.location.origin).pathname;
}
