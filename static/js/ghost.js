// The same angle again: the camera's picture with the before photo laid over it, where the browser gives the camera (HTTPS).
const supported = window.isSecureContext && navigator.mediaDevices && 'DataTransfer' in window;

for (const door of document.querySelectorAll('[data-ghost]')) {
  if (!supported) continue;
  door.hidden = false;
  door.addEventListener('click', () => open(door));
}

async function open(door) {
  const box = document.getElementById('ghost');
  const video = box.querySelector('video');
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 2560 } } });
  } catch (error) {
    box.querySelector('[data-ghost-words]').textContent = '没有相机权限：在手机设置里允许浏览器用相机，或者直接点“拍整改后”。';
    box.hidden = false;
    return;
  }
  box.querySelector('.ghost__before').src = door.dataset.ghost;
  video.srcObject = stream;
  await video.play();
  box.hidden = false;
  box.querySelector('[data-ghost-shoot]').focus();
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
    box.hidden = true;
    door.focus();
  };
  box.querySelector('[data-ghost-close]').onclick = close;
  box.querySelector('[data-ghost-fade]').oninput = (event) => {
    box.querySelector('.ghost__before').style.opacity = event.target.value / 100;
  };
  box.querySelector('[data-ghost-shoot]').onclick = () => {
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d').drawImage(video, 0, 0);
    canvas.toBlob((blob) => {
      close();
      const input = document.querySelector(`#${door.dataset.into}`);
      const files = new DataTransfer();
      files.items.add(new File([blob], 'photo.jpg', { type: 'image/jpeg', lastModified: Date.now() }));
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }, 'image/jpeg', 0.92);
  };
}
