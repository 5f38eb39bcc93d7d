// Desks and lists by keyboard: J and K move between rows, X chooses, P goes to the unit, Enter opens or sends, and letters press
// what carries them (data-key). Never while somebody types or an input method is composing.
const items = [...document.querySelectorAll('[data-item]')];
const chosen = document.querySelector('[data-chosen]');
const boxes = [...document.querySelectorAll('input[name=task][type=checkbox]')];
let here = 0;

const go = (index) => {
  here = Math.max(0, Math.min(items.length - 1, index));
  items[here].focus();
  items[here].scrollIntoView({block: 'nearest'});
};
// In a list the first J goes to the first row; a desk stands on its first row from the start.
const started = () => document.querySelector('.desk') || items.includes(document.activeElement) || items[here].classList.contains('is-here');
const mark = () => items.forEach((item, index) => item.classList.toggle('is-here', index === here));

for (const item of items) {
  item.addEventListener('focusin', () => { here = items.indexOf(item); mark(); });
}
if (items.length && document.querySelector('.desk')) {
  const named = items.findIndex((item) => '#' + item.id === location.hash);
  if (named >= 0) go(named); else mark();
}

const count = () => { chosen.textContent = String(boxes.filter((box) => box.checked).length); };
if (chosen) {
  count();
  document.addEventListener('change', count);
  window.addEventListener('pageshow', count);
}

const press = (key) => {
  const target = document.querySelector('[data-key="' + key + '"]');
  if (!target) return false;
  target.click();
  return true;
};

// The reasons for sending back: a digit chooses, Enter sends.
const reason = (key) => {
  const radios = document.querySelectorAll('details[open] input[name=reason]');
  const radio = radios[Number(key) - 1];
  if (!radio) return false;
  radio.checked = true;
  radio.focus();
  return true;
};

const inRows = {
  j: () => go(started() ? here + 1 : 0),
  k: () => go(here - 1),
  x: () => items[here].querySelector('input[type=checkbox]').click(),
  p: () => {
    const select = items[here].querySelector('select') || document.getElementById('id_bulk_unit');
    if (select) select.focus();
  },
};

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
  const target = event.target;
  if (event.key === 'Enter' && target.tagName === 'SELECT') {
    const button = target.form && target.form.querySelector('[data-go]');
    if (button) { event.preventDefault(); button.click(); }
    return;
  }
  const typing = /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === 'INPUT' && !/^(checkbox|radio)$/.test(target.type));
  if (typing) {
    if (event.key === 'Escape') target.blur();
    return;
  }
  const key = event.key.toLowerCase();
  if (event.key === 'Enter') {
    if (items.includes(target)) { event.preventDefault(); target.querySelector('a[href]').click(); }
  } else if (/^[1-9]$/.test(key) ? reason(key) : (items.length && inRows[key] ? (inRows[key](), true) : /^[a-z]$/.test(key) && press(key))) {
    event.preventDefault();
  }
});
