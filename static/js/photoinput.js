// Shows the chosen picture, keeps one of the two inputs, and hands it in where the page says so.
for (const box of document.querySelectorAll('[data-photo]')) {
  const inputs = box.querySelectorAll('input[type=file]');
  const words = box.querySelector('[data-photo-name]');
  for (const input of inputs) {
    input.addEventListener('change', () => {
      if (!input.files.length) return;
      for (const other of inputs) if (other !== input) other.value = '';
      let picture = box.querySelector('.photo-in__p');
      if (!picture) {
        picture = document.createElement('img');
        picture.className = 'photo-in__p';
        picture.alt = '选好的照片';
        box.insertBefore(picture, box.firstChild);
      }
      box.classList.add('has-photo');
      picture.onerror = () => { picture.remove(); box.classList.remove('has-photo'); };
      picture.src = URL.createObjectURL(input.files[0]);
      words.textContent = '已选好照片，可以换一张。';
      if (box.dataset.autosubmit !== undefined && box.closest('form').reportValidity()) {
        words.textContent = '正在交照片，等一下。';
        const form = box.closest('form');
        // Older iPhones cannot ask for a submit that scripts hear of.
        if (form.requestSubmit) form.requestSubmit();
        else if (form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))) form.submit();
      }
    });
  }
}
