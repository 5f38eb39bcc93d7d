// Sending what waits: one at a time, in its order, in pieces, from where the server says; a replay makes nothing twice.
import { sha256 } from './sha256.js';
import { all, change, remove } from './store.js';

export const OFFLINE = '没有网络，照片已存在手机里，有网会自动上传';
export const EXPIRED = '登录过期了，登录后会接着上传，照片不会丢';
const BUSY = '服务器忙，过一会儿自动再传';
const LONGEST_WAIT = 10 * 60 * 1000;
const MOST_PIECES = 500;
let busy = false;
let asked = '';

// What stops for now: no line, no login, a busy server. `lost` when nobody knows whether the server did what was asked.
class Later extends Error {
  constructor(words, lost) {
    super(words);
    this.lost = lost;
  }
}
// Taken back by its person while it was on its way.
class Gone extends Error {}

const tell = () => document.dispatchEvent(new CustomEvent('outbox'));

async function ask(url, options) {
  let answer;
  let body = {};
  try {
    answer = await fetch(url, { credentials: 'same-origin', headers: {}, ...options });
    if ((answer.headers.get('Content-Type') || '').startsWith('application/json')) body = await answer.json();
  } catch (error) {
    throw new Later(OFFLINE, true);
  }
  if (answer.status === 401) throw new Later(body.first || EXPIRED, false);
  if (answer.status === 429) throw new Later(BUSY, false);
  if (answer.status >= 500) throw new Later(body.sentence || BUSY, true);
  return { status: answer.status, body };
}

const token = async () => (await ask('/uploads/token/')).body.token;

async function sendPhoto(item, csrf) {
  const form = new FormData();
  form.append('client_uuid', item.photo_uuid);
  form.append('byte_count', item.bytes.byteLength);
  form.append('sha256', sha256(item.bytes));
  form.append('name', item.name);
  if (item.taken) form.append('taken_at', item.taken);
  form.append('csrfmiddlewaretoken', csrf);
  let { body } = await ask('/uploads/', { method: 'POST', body: form });
  for (let tries = 0; !body.photo && tries < MOST_PIECES; tries += 1) {
    if (body.refusal || body.sentence) return body;
    const piece = item.bytes.slice(body.received, body.received + body.piece);
    const headers = { 'X-CSRFToken': csrf, 'Upload-Offset': String(body.received), 'Content-Type': 'application/octet-stream' };
    ({ body } = await ask(`/uploads/${item.photo_uuid}/`, { method: 'POST', body: piece, headers }));
  }
  return body;
}

async function sendItem(item) {
  const csrf = await token();
  const sent = await sendPhoto(item, csrf);
  if (!sent.photo) throw new Error(sent.refusal || sent.sentence || '照片没有传完整，重新传');
  item.photo = sent.photo;
  if (!(await change(item.client_uuid, (kept) => ({ ...kept, posted: true })))) throw new Gone();
  const form = new FormData();
  for (const [name, value] of item.fields) form.append(name, value);
  form.set('photo_kept', sent.photo);
  form.set('csrfmiddlewaretoken', csrf);
  const { status, body } = await ask(item.action, { method: 'POST', body: form, headers: { Accept: 'application/json' } });
  if (status !== 200 || !body.url) {
    item.confirm = body.confirm || '';
    item.link = body.link || '';
    if (status === 400) item.posted = false;
    throw new Error((body.sentences || []).join(' ') || '没有保存，打开看看原因');
  }
  return body;
}

// Send what is due; `now` also what would wait longer, `again` also what was refused. Asked meanwhile, it goes round once more.
export async function flush(how) {
  if (busy) {
    asked = how || asked || 'due';
    return;
  }
  busy = true;
  try {
    for (const item of await all()) {
      if (item.refused ? how !== 'again' : !how && item.next > Date.now()) continue;
      if (!(await sentOrMarked(item))) break;
    }
  } finally {
    busy = false;
    tell();
  }
  if (asked) {
    const next = asked === 'due' ? undefined : asked;
    asked = '';
    flush(next);
  }
}

// Whether it makes sense to go on with the next one: not without a line or a login.
async function sentOrMarked(item) {
  try {
    const done = await sendItem(item);
    await remove(item.client_uuid);
    document.dispatchEvent(new CustomEvent('outbox-sent', { detail: { item, url: done.url } }));
    return true;
  } catch (error) {
    if (error instanceof Gone) return true;
    const tries = item.tries + 1;
    await change(item.client_uuid, (kept) => ({
      ...kept,
      tries,
      sentence: error.message,
      refused: !(error instanceof Later),
      next: Date.now() + Math.min(LONGEST_WAIT, 15000 * 2 ** Math.min(tries, 6)),
      photo: item.photo,
      confirm: item.confirm,
      link: item.link,
      posted: error.lost ? kept.posted : item.posted,
    }));
    return !(error instanceof Later);
  } finally {
    tell();
  }
}
