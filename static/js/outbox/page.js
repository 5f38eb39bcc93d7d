// Forms with a photo are stored on the phone first and sent from there; every page sends on and says what still waits.
import { EXPIRED, OFFLINE, flush } from './send.js';
import { all, newName, person, put, remove } from './store.js';
import { shrink } from './shrink.js';
import { zip } from './zip.js';

const DAY = 24 * 60 * 60 * 1000;
const EVERY = 30000;
const ready = 'indexedDB' in window && person() !== '';
const strip = document.querySelector('[data-sync]');

const say = (words, late) => {
  if (!strip) return;
  strip.hidden = !words;
  strip.classList.toggle('is-late', Boolean(late));
  strip.querySelector('span').textContent = words;
};

async function show() {
  const items = await all();
  const old = items.some((item) => Date.now() - item.created > DAY);
  const told = items.find((item) => item.sentence);
  const why = told ? `：${told.sentence}` : navigator.onLine ? '' : `：${OFFLINE}`;
  say(items.length ? `${items.length} 张待上传${why}` : '', old || (told && told.sentence === EXPIRED));
  list(items);
}

// The list of what waits, on its own page.
const templates = document.querySelector('[data-outbox-list]');

function list(items) {
  if (!templates) return;
  const rows = document.createDocumentFragment();
  for (const item of items) {
    const row = templates.querySelector('template').content.cloneNode(true);
    const image = row.querySelector('img');
    image.src = URL.createObjectURL(new Blob([item.bytes], { type: 'image/jpeg' }));
    image.onload = () => URL.revokeObjectURL(image.src);
    row.querySelector('[data-title]').textContent = item.title;
    row.querySelector('[data-when]').textContent = new Date(item.created).toLocaleString('zh-CN');
    row.querySelector('[data-why]').textContent = item.sentence || '等着上传';
    row.querySelector('[data-size]').textContent = `${Math.ceil(item.bytes.byteLength / 1024)} KB`;
    row.querySelector('[data-open]').href = item.action;
    if (item.link) row.querySelector('.wait__acts').appendChild(look(item));
    if (item.confirm) row.querySelector('.wait__acts').appendChild(agree(item));
    row.querySelector('[data-drop]').addEventListener('click', async () => {
      if (window.confirm('从手机里删掉这张，不再上传？')) { await remove(item.client_uuid); show(); }
    });
    rows.appendChild(row);
  }
  templates.querySelector('ul').replaceChildren ? templates.querySelector('ul').replaceChildren(rows) : fill(rows);
  document.querySelector('[data-outbox-empty]').hidden = items.length > 0;
  document.querySelector('[data-outbox-acts]').hidden = items.length === 0;
}

const fill = (rows) => {
  const place = templates.querySelector('ul');
  place.textContent = '';
  place.appendChild(rows);
};

async function lifeboat() {
  const items = await all();
  const files = [];
  for (const item of items) {
    files.push({ name: `${item.client_uuid}.jpg`, bytes: item.bytes });
    const words = JSON.stringify({ action: item.action, title: item.title, created: item.created, fields: item.fields });
    files.push({ name: `${item.client_uuid}.json`, bytes: new TextEncoder().encode(words) });
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(zip(files));
  link.download = '待上传照片.zip';
  link.click();
}

// Store the form with its photo; only then is anything sent.
async function keep(form, file) {
  const fields = [];
  new FormData(form).forEach((value, name) => {
    if (typeof value === 'string' && name !== 'csrfmiddlewaretoken') fields.push([name, value]);
  });
  await put({
    client_uuid: form.elements.client_uuid.value,
    photo_uuid: newName(),
    owner: person(),
    action: form.getAttribute('action') || window.location.pathname,
    title: form.dataset.outbox || document.title.split(' — ')[0],
    fields,
    name: file.name,
    bytes: await shrink(file),
    created: Date.now(),
    tries: 0,
    next: 0,
    sentence: '',
    confirm: '',
    refused: false,
  });
  form.elements.client_uuid.value = newName();
}

function chosen(form) {
  for (const input of form.querySelectorAll('input[type=file]')) if (input.files.length) return input.files[0];
  return null;
}

async function submitted(event) {
  const form = event.target;
  const file = form.dataset && 'outbox' in form.dataset ? chosen(form) : null;
  if (!file || event.defaultPrevented) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.storing) return;
  form.dataset.storing = '1';
  const name = form.elements.client_uuid.value;
  const status = form.querySelector('[data-photo-name]');
  try {
    await keep(form, file);
  } catch (error) {
    status.textContent = '手机空间不够，先上传或删掉几张再拍。';
    form.submit();
    return;
  }
  delete form.dataset.storing;
  status.textContent = navigator.onLine ? '已保存，正在上传。' : `已保存。${OFFLINE}`;
  form.dataset.kept = name;
  for (const input of form.querySelectorAll('input[type=file]')) input.value = '';
  await show();
  flush('now');
}

// A question the server asked after the page was left is answered in the list.
async function confirm(item) {
  item.fields.push([item.confirm, 'on']);
  item.confirm = '';
  await put(item);
  flush('again');
}

const look = (item) => {
  const link = document.createElement('a');
  link.href = item.link;
  link.className = 'btn btn--s';
  link.textContent = '看那一条';
  return link;
};

const agree = (item) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn--s';
  button.textContent = '照样交';
  button.addEventListener('click', () => confirm(item));
  return button;
};

async function answer() {
  for (const item of await all()) {
    const form = document.querySelector(`form[data-kept="${item.client_uuid}"]`);
    if (!form || !item.sentence) continue;
    if (item.refused && item.photo && form.elements.photo_kept) {
      // The photo has arrived, something else is wrong: the ordinary form says what, beside the field, with the photo kept.
      await remove(item.client_uuid);
      form.elements.client_uuid.value = item.client_uuid;
      form.elements.photo_kept.value = item.photo;
      form.submit();
      return;
    }
    form.querySelector('[data-photo-name]').textContent = `已保存在手机里。${item.sentence}`;
  }
}

// The page whose photo just arrived goes on to the task it belongs to.
document.addEventListener('outbox-sent', (event) => {
  const form = document.querySelector(`form[data-kept="${event.detail.item.client_uuid}"]`);
  if (form) window.location.assign(event.detail.url);
});

if (ready) {
  document.addEventListener('submit', submitted, true);
  document.addEventListener('outbox', () => show().then(answer));
  window.addEventListener('online', () => flush('now'));
  window.addEventListener('offline', show);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) flush('now'); });
  window.setInterval(() => flush(), EVERY);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  document.querySelectorAll('[data-outbox-now]').forEach((button) => button.addEventListener('click', () => flush('again')));
  document.querySelectorAll('[data-outbox-zip]').forEach((button) => button.addEventListener('click', lifeboat));
  show();
  flush('now');
}
// HTTPS only: without it the outbox works while a page is open, and pages do not open offline.
if ('serviceWorker' in navigator && person()) navigator.serviceWorker.register('/sw.js');
