// Rows copied in a spreadsheet and pasted into a quick row go to the import as they are; one cell is pasted as usual.
import { newName } from './outbox/store.js';

document.addEventListener('paste', (event) => {
  const row = event.target.closest('form[data-paste]');
  const text = row && event.clipboardData ? event.clipboardData.getData('text/plain') : '';
  if (!/\t/.test(text) || !/\n/.test(text)) return;
  event.preventDefault();
  const form = document.createElement('form');
  form.method = 'post';
  form.enctype = 'multipart/form-data';
  form.action = row.dataset.paste;
  const sent = { csrfmiddlewaretoken: row.elements.csrfmiddlewaretoken.value, client_uuid: newName(), text };
  for (const name of Object.keys(sent)) {
    const field = document.createElement('textarea');
    field.name = name;
    field.value = sent[name];
    form.append(field);
  }
  form.hidden = true;
  document.body.append(form);
  form.submit();
});
