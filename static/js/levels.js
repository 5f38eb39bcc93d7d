// Paper forms are typed in with one hand: a digit chooses the step of this question and goes on to the next one.
const rows = [...document.querySelectorAll('[data-levels]')];

for (const [at, row] of rows.entries()) {
  row.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-5]$/.test(event.key)) return;
    const radio = row.querySelector(`input[value="${event.key}"]`);
    if (!radio) return;
    event.preventDefault();
    radio.checked = true;
    radio.focus();
    const next = rows[at + 1];
    if (next) (next.querySelector('input:checked') || next.querySelector('input')).focus();
  });
}
