// The page of what waits: every photo with why it waits, sent again, taken away, or saved as one zip.
import { flush } from './send.js';
import { all, put, remove } from './store.js';
import { zip } from './zip.js';

const box = document.querySelector('[data-outbox-list]');
const WAITS = '等着上传';
const PERHAPS = '可能已经交上去了，等着确认';

async function list() {
  const items = await all();
  const rows = document.createDocumentFragment();
  for (const item of items) rows.appendChild(row(item));
  const place = box.querySelector('ul');
  place.textContent = '';
  place.appendChild(rows);
  document.querySelector('[data-outbox-empty]').hidden = items.length > 0;
  document.querySelector('[data-outbox-acts]').hidden = items.length === 0;
}

function row(item) {
  const filled = box.querySelector('template').content.cloneNode(true);
  const image = filled.querySelector('img');
  image.src = URL.createObjectURL(new Blob([item.bytes], { type: 'image/jpeg' }));
  image.onload = () => URL.revokeObjectURL(image.src);
  filled.querySelector('[data-title]').textContent = item.title;
  filled.querySelector('[data-when]').textContent = new Date(item.created).toLocaleString('zh-CN');
  filled.querySelector('[data-why]').textContent = item.sentence || (item.posted ? PERHAPS : WAITS);
  filled.querySelector('[data-size]').textContent = `${Math.ceil(item.bytes.byteLength / 1024)} KB`;
  filled.querySelector('[data-open]').href = item.action;
  const acts = filled.querySelector('.wait__acts');
  if (item.link) acts.appendChild(look(item));
  if (item.confirm) acts.appendChild(agree(item));
  filled.querySelector('[data-drop]').addEventListener('click', () => drop(item));
  return filled;
}

async function drop(item) {
  const perhaps = item.posted ? '这张可能已经交上去了。只从手机里删掉？' : '从手机里删掉这张，不再上传？';
  if (!window.confirm(perhaps)) return;
  await remove(item.client_uuid);
  document.dispatchEvent(new CustomEvent('outbox'));
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

// A question the server asked after the page was left is answered here.
async function confirm(item) {
  item.fields.push([item.confirm, 'on']);
  item.confirm = '';
  await put(item);
  flush('again');
}

async function lifeboat() {
  const files = [];
  for (const item of await all()) {
    files.push({ name: `${item.client_uuid}.jpg`, bytes: item.bytes });
    const words = JSON.stringify({ action: item.action, title: item.title, created: item.created, fields: item.fields });
    files.push({ name: `${item.client_uuid}.json`, bytes: new TextEncoder().encode(words) });
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(zip(files));
  link.download = '待上传照片.zip';
  link.click();
}

if (box && 'indexedDB' in window) {
  document.addEventListener('outbox', list);
  document.querySelector('[data-outbox-now]').addEventListener('click', () => flush('again'));
  document.querySelector('[data-outbox-zip]').addEventListener('click', lifeboat);
  list();
}
