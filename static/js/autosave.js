// A form that saves itself 5 seconds after the last key, or when its text is left, and says when. It never overwrites: what others
// changed is refused by the server, told here, and shown by the button that saves. Without this script that button is all there is.
const form = document.querySelector('[data-autosave]');
const said = form && form.querySelector('[data-kept]');
const IDLE = 5000;
const OFFLINE = '没有网络，还没有保存；写的都在这一页，有网会自动保存。';
const EXPIRED = '登录过期了，还没有保存。另开一页登录，再回来按“保存”。';
let timer = 0;
let stopped = false;
let typed = 0;
let saved = 0;
let flying = null;
let pressed = null;

const say = (words, isWrong) => {
  said.textContent = words;
  said.classList.toggle('error', Boolean(isWrong));
};

const wait = () => {
  clearTimeout(timer);
  timer = setTimeout(save, IDLE);
};

const keep = (told) => {
  form.elements.version.value = told.version;
  for (const name of Object.keys(told.kept)) form.elements[name].value = told.kept[name];
};

async function send() {
  const data = new FormData(form);
  data.append('autosave', '1');
  const before = typed;
  let answer;
  try {
    answer = await fetch(form.action, {method: 'POST', body: data, credentials: 'same-origin', keepalive: true});
  } catch (error) {
    say(OFFLINE, true);
    wait();
    return;
  }
  const told = answer.redirected ? {said: EXPIRED} : await answer.json().catch(() => ({said: EXPIRED}));
  if (answer.ok && !answer.redirected) {
    keep(told);
    saved = before;
    say(told.said);
  } else {
    stopped = answer.status === 409;
    say(stopped ? told.said + '按“保存”看现在的，写的不会丢。' : told.said, true);
  }
}

// One save at a time: what is typed meanwhile waits for the next.
function save() {
  clearTimeout(timer);
  if (stopped || typed === saved || form.dataset.sent) return;
  if (flying) {
    wait();
    return;
  }
  flying = send().then(() => { flying = null; });
}

if (form) {
  form.addEventListener('input', (event) => {
    if (event.target.tagName !== 'TEXTAREA') return;
    typed += 1;
    wait();
  });
  form.addEventListener('focusout', (event) => {
    const next = event.relatedTarget;
    if (!next || next.tagName === 'A' || !form.contains(next)) save();
  });
  form.addEventListener('click', (event) => { pressed = event.target.closest('button[type=submit]') || pressed; });
  // The button waits for a save on its way, or it would come as from a page opened before that save.
  form.addEventListener('submit', (event) => {
    clearTimeout(timer);
    if (!flying || !pressed) return;
    event.preventDefault();
    event.stopPropagation();
    flying.then(() => pressed.click());
  });
  window.addEventListener('online', () => { if (typed !== saved) wait(); });
}
