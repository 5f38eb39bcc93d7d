// 例会投影: the slides of one document, one at a time. Without this script they are a long page; without a network they go on.
const slidesOf = (page) => [...page.querySelectorAll('.slide')];
const find = (name) => document.querySelector(`[data-${name}]`);
const [tools, place, clock, jump, said, blank, record, asOf] =
  ['tools', 'place', 'clock', 'jump', 'said', 'blank', 'record', 'as-of'].map(find);
const root = document.documentElement;
const TURN = 120;
const SOON = 30;
let slides = slidesOf(document);
let at = 0;
let end = 0;

const say = (words) => { said.textContent = words; };

function show(to, turned = true) {
  at = Math.min(Math.max(to, 0), slides.length - 1);
  slides.forEach((slide, position) => slide.classList.toggle('is-on', position === at));
  place.textContent = `${at + 1}/${slides.length}`;
  history.replaceState(null, '', `#${slides[at].id}`);
  if (turned) slides[at].focus({preventScroll: true});
  window.scrollTo(0, 0);
  // What does not fit the screen is set smaller, and scrolls if that is not enough.
  if (root.scrollHeight > window.innerHeight + 8) slides[at].classList.add('is-tight');
  if (turned && slides[at].dataset.unit) restart();
}

// The clock of whoever speaks: two minutes, begun anew with every unit; over time it counts on.
function restart() {
  end = Date.now() + TURN * 1000;
  tick();
}

function tick() {
  if (!end) return;
  const left = Math.round((end - Date.now()) / 1000);
  const over = Math.abs(left);
  clock.textContent = `${left < 0 ? '+' : ''}${Math.floor(over / 60)}:${String(over % 60).padStart(2, '0')}`;
  clock.classList.toggle('is-soon', left <= SOON && left >= 0);
  clock.classList.toggle('is-over', left < 0);
}

function goTo(name) {
  const code = name.trim().toUpperCase();
  const found = slides.findIndex((slide) => slide.dataset.unit === code);
  if (found < 0) say(`没有“${code}”这一页，写单位代码。`);
  else show(found);
}

// What changed since the page was opened, without losing the slide, the clock or a line half typed.
async function refresh() {
  const kept = `还是 ${asOf.textContent} 的数据`;
  say('正在取最新的数据。');
  let page;
  try {
    const answer = await fetch(location.pathname, {credentials: 'same-origin', cache: 'no-store'});
    page = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch (error) {
    say(`没有网络，${kept}。`);
    return;
  }
  const deck = page && page.querySelector('.deck');
  if (!deck) {
    say(`没有取到，${kept}；登录过期就另开一页登录。`);
    return;
  }
  const {id} = slides[at];
  document.querySelector('.deck').replaceWith(document.importNode(deck, true));
  slides = slidesOf(document);
  for (const slide of slides) slide.tabIndex = -1;
  const found = slides.findIndex((slide) => slide.id === id);
  show(found < 0 ? at : found, false);
  asOf.textContent = page.querySelector('[data-as-of]').textContent;
  say(`已更新到 ${asOf.textContent}。`);
}

function byHash() {
  const target = document.getElementById(location.hash.slice(1));
  const found = slides.findIndex((slide) => slide.contains(target));
  show(Math.max(found, 0));
}

function ask() {
  jump.hidden = false;
  jump.querySelector('input').value = '';
  jump.querySelector('input').focus();
}

// A decision is typed on whichever slide is shown; on a unit's slide its code stands there already.
function typeLine() {
  const input = record && record.elements.line;
  if (!input) return;
  const code = slides[at].dataset.unit;
  if (!input.value && code) input.value = `#${code} `;
  input.focus();
}

const KEYS = {
  PageDown: () => show(at + 1),
  ArrowRight: () => show(at + 1),
  ArrowDown: () => show(at + 1),
  ' ': () => show(at + 1),
  PageUp: () => show(at - 1),
  ArrowLeft: () => show(at - 1),
  ArrowUp: () => show(at - 1),
  Home: () => show(0),
  End: () => show(slides.length - 1),
  b: () => { blank.hidden = false; },
  '.': () => { blank.hidden = false; },
  g: ask,
  d: typeLine,
  t: restart,
  r: refresh,
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const target = event.target;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) {
    if (event.key === 'Escape') slides[at].focus();
    // A clicker turns pages even while somebody types.
    else if (event.key !== 'PageDown' && event.key !== 'PageUp') return;
  }
  if (!blank.hidden) {
    event.preventDefault();
    blank.hidden = true;
    return;
  }
  if (event.key === ' ' && /^(BUTTON|A)$/.test(target.tagName)) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-refresh]')) refresh();
  const button = event.target.closest('[data-go]');
  if (button) show(at + Number(button.dataset.go));
});
blank.addEventListener('click', () => { blank.hidden = true; });
clock.addEventListener('click', restart);
jump.addEventListener('submit', (event) => {
  event.preventDefault();
  jump.hidden = true;
  goTo(jump.querySelector('input').value);
});
jump.addEventListener('focusout', () => { jump.hidden = true; });
window.addEventListener('hashchange', byHash);
window.addEventListener('offline', () => say('网络断开，投影照常；事项先留在行里，连上再记。'));
window.addEventListener('online', () => say('网络已恢复。'));

// The line is sent without leaving the slides; the answer brings the list, and a question where the line could not be read.
async function send(event) {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(record));
  body.delete('present');
  let answer;
  try {
    answer = await fetch(record.action, {method: 'POST', body, credentials: 'same-origin'});
  } catch (error) {
    say('没有网络，这一行还没有记下，连上再按回车。');
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const list = page.querySelector('[data-decided]');
  if (!list) {
    say(answer.ok ? '登录已过期，另开一页登录再记。' : '没有记下，过一会儿再按回车。');
    return;
  }
  find('decided').replaceWith(document.importNode(list, true));
  const told = page.querySelector(answer.ok ? '.toast' : '#error-summary li');
  say(told ? told.textContent.trim() : '');
  if (!answer.ok) return;
  record.elements.client_uuid.value = page.querySelector('[name=client_uuid]').value;
  record.elements.line.value = '';
}

if (record) record.addEventListener('submit', send);
root.classList.add('is-staged');
tools.hidden = false;
for (const slide of slides) slide.tabIndex = -1;
byHash();
setInterval(tick, 500);
