{# The service worker: the shell and the last task list for reading without a network; never anything but GET. #}{% load static %}const VERSION = '{{ version }}';
const SHELL = {{ shell|safe }};
const PAGES = ['/', '/tasks/', '/report/', '/outbox/'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop).then(() => self.clients.claim()));
});

// Pages come from the network; without one, the last copy is shown. A sign-in page is never kept, and takes the copies along.
async function page(request) {
  const cache = await caches.open(VERSION);
  try {
    const answer = await fetch(request);
    const address = new URL(answer.url);
    if (address.pathname === '/login/') {
      await Promise.all(PAGES.map((path) => cache.delete(path)));
    } else if (answer.ok && keeps(new URL(request.url))) {
      await cache.put(new URL(request.url).pathname, answer.clone());
    }
    return answer;
  } catch (error) {
    const kept = await cache.match(new URL(request.url).pathname);
    if (kept) return kept;
    throw error;
  }
}

const keeps = (url) => PAGES.includes(url.pathname) || /^\/tasks\/[^/]+\/(after\/)?$/.test(url.pathname);

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate') {
    event.respondWith(page(event.request));
  } else if (SHELL.includes(url.pathname)) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  }
});
