// The quick row: Enter saves (never while an input method is composing), Esc empties, Ctrl+D copies the row above, ↑ in an empty row opens the last one.
const row = document.querySelector('[data-quick]');
const said = document.querySelector('[data-said]');

// What was saved is told again after loading: a live region speaks only of what changes in it.
if (said) {
  const words = said.textContent;
  said.textContent = '';
  setTimeout(() => { said.textContent = words; }, 150);
}

if (row) {
  const above = document.querySelector('[data-row]');
  const typed = [...row.elements].filter((field) => /^(text|select-one|file)$/.test(field.type));
  const first = typed[0];
  // The desk types at once; on a phone the page is read first, and no keyboard covers half of it.
  const rest = () => { if (document.activeElement === first) first.blur(); };
  if (first && first.autofocus && window.matchMedia('(hover:none) and (pointer:coarse)').matches) {
    rest();
    requestAnimationFrame(rest);
  }
  // The kind stays from one entry to the next, so a row may be empty with it.
  const isEmpty = (target) => typed.every((field) => !field.value || (field.tagName === 'SELECT' && field.name !== 'unit' && field !== target));
  row.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && event.target.tagName === 'SELECT') {
      event.preventDefault();
      row.requestSubmit ? row.requestSubmit() : row.submit();
    } else if (event.key === 'Escape') {
      for (const field of typed) field.value = '';
      if (first) first.focus();
    } else if (event.key === 'd' && event.ctrlKey && above) {
      event.preventDefault();
      const copied = JSON.parse(above.dataset.row);
      for (const name of Object.keys(copied)) {
        if (row.elements[name]) row.elements[name].value = copied[name];
      }
    } else if (event.key === 'ArrowUp' && row.dataset.last && event.target.type !== 'date' && isEmpty(event.target)) {
      event.preventDefault();
      location.href = row.dataset.last;
    }
  });
}
