// Every page sends on what waits on this phone and says what still does.
import { answer, sent, submitted, typed } from './forms.js';
import { EXPIRED, OFFLINE, flush } from './send.js';
import { door, receive } from './shot.js';
import { all, person } from './store.js';

const DAY = 24 * 60 * 60 * 1000;
const EVERY = 30000;
const ready = 'indexedDB' in window && person() !== '';
const strip = document.querySelector('[data-sync]');
let waited = false;

const say = (words, kind) => {
  if (!strip) return;
  strip.hidden = !words;
  strip.classList.toggle('is-late', kind === 'late');
  strip.classList.toggle('sync--ok', kind === 'ok');
  strip.querySelector('span').textContent = words;
};

async function show() {
  const items = await all();
  waited = waited || items.length > 0;
  if (!items.length) {
    say(waited ? '照片已全部上传' : '', 'ok');
    return;
  }
  const old = items.some((item) => Date.now() - item.created > DAY);
  const told = items.find((item) => item.sentence);
  const why = told ? `：${told.sentence}` : navigator.onLine ? '' : `：${OFFLINE}`;
  say(`${items.length} 张待上传${why}`, old || (told && told.sentence === EXPIRED) ? 'late' : '');
}

if (ready) {
  document.addEventListener('submit', submitted, true);
  document.addEventListener('input', typed);
  document.addEventListener('click', door);
  document.addEventListener('outbox', () => show().then(answer));
  document.addEventListener('outbox-sent', sent);
  window.addEventListener('online', () => flush('now'));
  window.addEventListener('offline', show);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) flush('now'); });
  window.setInterval(() => flush(), EVERY);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  show();
  flush('now');
  receive();
}
// HTTPS only: without it the outbox works while a page is open, and pages do not open offline.
if ('serviceWorker' in navigator && person()) navigator.serviceWorker.register('/sw.js');
// Nobody is signed in: the pages of whoever was are not for the next one.
if (window.caches && !person()) caches.delete('pages');
