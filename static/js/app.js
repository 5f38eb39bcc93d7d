// Small conveniences; every page does its job without them.
import './compare.js';
import './outbox/page.js';
import './photoinput.js';

// A form is sent once: the second click of a double click finds the button at rest. Where a file may be the answer, the page stays.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.stays !== undefined) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = '1';
  for (const button of form.querySelectorAll('button[type=submit]')) {
    button.setAttribute('aria-disabled', 'true');
    if (form.method === 'post' && button.classList.contains('btn')) {
      button.dataset.words = button.textContent;
      button.lastChild.textContent = '正在保存…';
    }
  }
});

// Coming back with the back button shows the form ready again.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll('button[aria-disabled]')) {
    button.removeAttribute('aria-disabled');
    if (button.dataset.words) button.lastChild.textContent = button.dataset.words;
  }
});

// Errors are read first.
const summary = document.getElementById('error-summary');
if (summary) summary.focus();

// "/" goes to the search field of a list, else to the page that searches everything.
document.addEventListener('keydown', (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  const search = document.querySelector('input[name=q]') || document.querySelector('[data-search]');
  if (event.key === '/' && !typing && search) {
    event.preventDefault();
    if (search.href) search.click(); else search.focus();
  }
});

// A chosen phrase fills the box beside it.
document.addEventListener('change', (event) => {
  const name = event.target.dataset.fill;
  if (name) event.target.form.elements[name].value = event.target.closest('label').textContent.trim();
});

// − and + beside a quantity; one that may stay empty is empty again below one.
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-step]');
  if (!button) return;
  const input = button.parentNode.querySelector('input');
  input.value = Math.max(input.required ? 1 : 0, (parseInt(input.value, 10) || 0) + Number(button.dataset.step)) || '';
});

window.print && document.querySelectorAll('[data-print]').forEach((button) => {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
});
