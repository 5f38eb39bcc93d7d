// The quick row: Enter saves (never while an input method is composing), Esc empties, Ctrl+D copies the row above.
const row = document.querySelector('[data-quick]');
if (row) {
  const above = document.querySelector('[data-row]');
  row.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && event.target.tagName === 'SELECT') {
      event.preventDefault();
      row.requestSubmit ? row.requestSubmit() : row.submit();
    } else if (event.key === 'Escape') {
      row.reset();
    } else if (event.key === 'd' && event.ctrlKey && above) {
      event.preventDefault();
      const copied = JSON.parse(above.dataset.row);
      for (const name of Object.keys(copied)) {
        if (row.elements[name]) row.elements[name].value = copied[name];
      }
    }
  });
}
