// A form that saves itself 5 seconds after the last key, and says when. It never overwrites: what others changed is refused by the
// server, told here, and shown by the button that saves. Without this script that button is all there is.
const form = document.querySelector('[data-autosave]');
const said = form && form.querySelector('[data-kept]');
const IDLE = 5000;
const OFFLINE = '没有网络，还没有保存；写的都在这一页，有网会自动保存。';
const EXPIRED = '登录过期了，还没有保存。另开一页登录，再回来按“保存”。';
let timer = 0;
let stopped = false;
let typed = 0;

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

async function save() {
  if (stopped || form.dataset.sent) return;
  const data = new FormData(form);
  const before = typed;
  data.append('autosave', '1');
  let answer;
  try {
    answer = await fetch(form.action, {method: 'POST', body: data, credentials: 'same-origin'});
  } catch (error) {
    say(OFFLINE, true);
    wait();
    return;
  }
  if (form.dataset.sent) return;
  const told = answer.redirected ? {said: EXPIRED} : await answer.json().catch(() => ({said: EXPIRED}));
  // While one save is on its way nothing else is sent: what came meanwhile is saved by the next.
  if (answer.ok && !answer.redirected) {
    keep(told);
    say(told.said);
    if (typed !== before) wait();
  } else {
    stopped = answer.status === 409;
    say(stopped ? told.said + '按“保存”看现在的，写的不会丢。' : told.said, true);
  }
}

if (form) {
  form.addEventListener('input', (event) => {
    if (event.target.tagName !== 'TEXTAREA') return;
    typed += 1;
    wait();
  });
  form.addEventListener('submit', () => clearTimeout(timer));
  window.addEventListener('online', () => { if (typed && said.classList.contains('error')) wait(); });
}
