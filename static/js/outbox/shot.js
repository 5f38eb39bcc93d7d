// 拍照上报 opens the camera at once on a phone; the picture goes along to the form that asks the rest. Else it is a link.
import { bytesOf } from './shrink.js';
import { person, putShot, takeShot } from './store.js';

const FRESH = 10 * 60 * 1000;
const able = 'DataTransfer' in window && 'indexedDB' in window && person() && window.matchMedia('(pointer: coarse)').matches;
let opened = false;

export function door(event) {
  const link = event.target.closest('[data-camera]');
  // Without a picture the second tap is the link's own: the form with the album.
  if (!link || !able || opened) return;
  event.preventDefault();
  opened = true;
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept: 'image/*', hidden: true });
  input.setAttribute('capture', 'environment');
  const go = () => window.location.assign(link.href);
  input.addEventListener('cancel', go);
  input.addEventListener('change', () => pass(input.files[0]).then(go, go));
  document.body.appendChild(input);
  input.click();
}

const pass = async (file) => putShot({ name: file.name, type: file.type, time: file.lastModified, at: Date.now(), bytes: await bytesOf(file) });

// A picture goes the way of every chosen file.
export function hand(blob, input, name, time) {
  const files = new DataTransfer();
  files.items.add(new File([blob], name, { type: blob.type, lastModified: time }));
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

export async function receive() {
  const form = document.querySelector('form[data-again]');
  if (!form || !able) return;
  const shot = await takeShot();
  if (shot && Date.now() - shot.at < FRESH) hand(new Blob([shot.bytes], { type: shot.type }), form.elements.photo_camera, shot.name, shot.time);
}
