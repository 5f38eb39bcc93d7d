// The same angle again: the camera's picture with the before photo laid over it, where the browser gives the camera (HTTPS).
import { hand } from './outbox/shot.js';

const supported = window.isSecureContext && navigator.mediaDevices && 'DataTransfer' in window;

for (const door of document.querySelectorAll('[data-ghost]')) {
  if (!supported) continue;
  door.hidden = false;
  door.addEventListener('click', () => open(door));
}

async function open(door) {
  const box = document.getElementById('ghost');
  const words = box.querySelector('[data-ghost-words]');
  const shoot = box.querySelector('[data-ghost-shoot]');
  const video = box.querySelector('video');
  const before = box.querySelector('.ghost__before');
  let stream = null;
  const close = () => {
    if (stream) for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    box.hidden = true;
    door.focus();
  };
  box.hidden = false;
  words.textContent = '';
  shoot.hidden = true;
  shoot.onclick = null;
  box.querySelector('[data-ghost-close]').onclick = close;
  box.querySelector('[data-ghost-fade]').oninput = (event) => { before.style.opacity = event.target.value / 100; };
  box.onkeydown = (event) => { if (event.key === 'Escape') close(); };
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 2560 } } });
  } catch (error) {
    words.textContent = '没有相机权限：在手机设置里允许浏览器用相机，或者关掉这里直接点“拍整改后”。';
    box.querySelector('[data-ghost-close]').focus();
    return;
  }
  before.src = door.dataset.ghost;
  video.srcObject = stream;
  await video.play();
  // The first picture may come a moment later than the word that it plays.
  for (let tries = 0; !video.videoWidth && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 50));
  shoot.hidden = false;
  shoot.focus();
  shoot.onclick = () => {
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d').drawImage(video, 0, 0);
    canvas.toBlob((blob) => {
      if (!blob) { words.textContent = '没有拍到，再拍一次。'; return; }
      close();
      hand(blob, document.getElementById(door.dataset.into), 'photo.jpg', Date.now());
    }, 'image/jpeg', 0.92);
  };
}
