// A form with a photo is stored on the phone first; what was just stored can be taken back, and the next one taken.
import { OFFLINE, flush } from './send.js';
import { shrink } from './shrink.js';
import { all, newName, person, put, remove, takeBack } from './store.js';

const told = (form) => form.querySelector('[data-photo-name]');

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
    taken: file.lastModified,
    created: Date.now(),
    tries: 0,
    next: 0,
    sentence: '',
    confirm: '',
    refused: false,
    posted: false,
  });
  form.elements.client_uuid.value = newName();
}

function chosen(form) {
  for (const input of form.querySelectorAll('input[type=file]')) if (input.files.length) return input.files[0];
  return null;
}

export async function submitted(event) {
  const form = event.target;
  const file = form.dataset && 'outbox' in form.dataset ? chosen(form) : null;
  if (!file || event.defaultPrevented) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.storing) return;
  form.dataset.storing = '1';
  const name = form.elements.client_uuid.value;
  try {
    await keep(form, file);
  } catch (error) {
    told(form).textContent = '手机空间不够，先上传或删掉几张再拍。';
    form.submit();
    return;
  }
  delete form.dataset.storing;
  told(form).textContent = navigator.onLine ? '已保存，正在上传。' : `已保存。${OFFLINE}`;
  form.dataset.kept = name;
  for (const input of form.querySelectorAll('input[type=file]')) input.value = '';
  offer(form, name);
  document.dispatchEvent(new CustomEvent('outbox'));
  flush('now');
}

// Beside 已保存: take it back, and go on with the next one where the form makes new records.
function offer(form, name) {
  parted(form, true);
  const acts = document.createElement('p');
  acts.className = 'log--acts';
  acts.dataset.keptActs = '';
  if ('again' in form.dataset) acts.appendChild(button('再拍一条', () => again(form)));
  acts.appendChild(button('撤销', () => undo(form, name)));
  told(form).parentNode.insertBefore(acts, told(form).nextSibling);
}

const button = (words, deed) => {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'btn btn--s';
  made.textContent = words;
  made.addEventListener('click', deed);
  return made;
};

// The form and what it stored go separate ways: its sending no longer leads away from this page.
function parted(form, stays) {
  if (!stays) delete form.dataset.kept;
  const acts = form.querySelector('[data-kept-acts]');
  if (acts) acts.remove();
}

function cleared(form) {
  const picture = form.querySelector('.photo-in__p');
  if (picture) picture.remove();
  form.querySelectorAll('.has-photo').forEach((box) => box.classList.remove('has-photo'));
}

async function undo(form, name) {
  if (!(await takeBack(name))) {
    told(form).textContent = '可能已经交上去了，交上去以后在任务里撤销。';
    return;
  }
  parted(form);
  cleared(form);
  told(form).textContent = '已撤销，没有交上去。';
  form.elements.photo_camera.focus();
  document.dispatchEvent(new CustomEvent('outbox'));
}

// The next report: same kind, empty words, the camera at once.
function again(form) {
  const kind = form.elements.category && form.elements.category.value;
  parted(form);
  cleared(form);
  form.reset();
  if (kind) form.elements.category.value = kind;
  told(form).textContent = '';
  form.elements.photo_camera.click();
}

// What became of it is said where it was entered, as long as that page shows it.
export async function answer() {
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
    told(form).textContent = `已保存在手机里。${item.sentence}`;
  }
}

// The page whose photo just arrived goes on to the task it belongs to; whoever already fills in the next one stays.
export function sent({ detail }) {
  const form = document.querySelector(`form[data-kept="${detail.item.client_uuid}"]`);
  if (form) window.location.assign(detail.url);
}

export function typed(event) {
  const form = event.target.form;
  if (form && form.dataset.kept) parted(form);
}
