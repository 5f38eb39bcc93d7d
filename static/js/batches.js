// Batches of another kind than the chosen one cannot be chosen; without this the form says so after saving.
const kind = document.querySelector('select[name=kind]');
const batch = document.querySelector('select[name=batch]');

if (kind && batch) {
  const narrow = () => {
    for (const option of batch.options) {
      const isOther = Boolean(option.value) && Boolean(kind.value) && option.dataset.kind !== kind.value;
      option.hidden = isOther;
      option.disabled = isOther;
      if (isOther && option.selected) batch.value = '';
    }
  };
  kind.addEventListener('change', narrow);
  narrow();
}
