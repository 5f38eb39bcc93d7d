// Marking cells over a photo: drag a rectangle, or walk with the arrows. Without scripts every cell is a plain checkbox.
for (const box of document.querySelectorAll('[data-mask]')) {
  const cells = [...box.querySelectorAll('input')];
  const columns = Number(box.dataset.mask);
  const rows = cells.length / columns;
  const within = (value, most) => Math.max(0, Math.min(most - 1, Math.floor(value)));
  const at = (event) => {
    const edge = box.getBoundingClientRect();
    const column = within((event.clientX - edge.left) / edge.width * columns, columns);
    return [column, within((event.clientY - edge.top) / edge.height * rows, rows)];
  };
  const between = (value, one, other) => value >= Math.min(one, other) && value <= Math.max(one, other);
  let drag = null;

  // The rectangle from where the drag began takes the opposite of its first cell; all others are as they were.
  const paint = (event) => {
    const [column, row] = at(event);
    cells.forEach((cell, index) => {
      const isIn = between(index % columns, drag.column, column) && between(Math.floor(index / columns), drag.row, row);
      cell.checked = isIn ? drag.mark : drag.before[index];
    });
  };

  box.addEventListener('pointerdown', (event) => {
    if (event.button || !event.isPrimary) return;
    const [column, row] = at(event);
    drag = { column, row, mark: !cells[row * columns + column].checked, before: cells.map((cell) => cell.checked) };
    box.setPointerCapture(event.pointerId);
    paint(event);
  });
  box.addEventListener('pointermove', (event) => {
    if (drag && event.isPrimary) paint(event);
  });
  // A second finger, or the system, takes the gesture over: nothing was meant.
  box.addEventListener('pointercancel', () => {
    if (drag) cells.forEach((cell, index) => { cell.checked = drag.before[index]; });
    drag = null;
  });
  let drawn = false;
  box.addEventListener('pointerup', () => {
    drawn = Boolean(drag);
    drag = null;
  });
  // The click after a drag would toggle its cell once more; one by keyboard or by a reader's own tap may.
  box.addEventListener('click', (event) => {
    if (drawn && event.detail) event.preventDefault();
    drawn = false;
  });
  box.addEventListener('dragstart', (event) => event.preventDefault());

  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  const rest = (cell) => cells.forEach((other) => { other.tabIndex = other === cell ? 0 : -1; });
  rest(cells[0]);
  box.addEventListener('focusin', (event) => rest(event.target));
  box.addEventListener('keydown', (event) => {
    const index = cells.indexOf(event.target);
    const next = cells[index + step[event.key]];
    if (!next || (Math.abs(step[event.key]) === 1 && Math.floor(index / columns) !== Math.floor(cells.indexOf(next) / columns))) return;
    event.preventDefault();
    next.focus();
  });
}
