{# The service worker: the shell and the last task list for reading without a network; never anything but GET. #}{% load static %}const VERSION = '{{ version }}';
const KEPT = 'pages';
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
  const path = new URL(request.url).pathname;
  let answer;
  try {
    answer = await fetch(request);
  } catch (error) {
    const kept = await caches.open(KEPT).then((cache) => cache.match(path));
    if (kept) return kept;
    throw error;
  }
  if (new URL(answer.url).pathname === '/login/') await caches.delete(KEPT);
  else if (answer.ok && !answer.redirected && keeps(path)) await caches.open(KEPT).then((cache) => cache.put(path, answer.clone()));
  return answer;
}

const keeps = (path) => PAGES.includes(path) || /^\/tasks\/[^/]+\/(after\/)?$/.test(path);

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate') {
    event.respondWith(page(event.request));
  } else if (SHELL.includes(url.pathname)) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  }
});
