// Before and after on top of each other; a native range moves the edge, buttons do it without dragging.
for (const box of document.querySelectorAll('[data-compare]')) {
  const view = box.querySelector('.cmp__v');
  const range = box.querySelector('input[type=range]');
  const buttons = box.querySelectorAll('[data-to]');
  const show = (value) => {
    view.style.setProperty('--pos', value + '%');
    view.dataset.only = {0: 'after', 100: 'before'}[value] || '';
    for (const button of buttons) {
      button.setAttribute('aria-pressed', String(Number(button.dataset.to) === Number(value)));
    }
  };
  range.addEventListener('input', () => show(range.value));
  for (const button of buttons) {
    button.addEventListener('click', () => {
      range.value = button.dataset.to;
      show(range.value);
    });
  }
  show(range.value);
}
