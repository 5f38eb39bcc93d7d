// Runs before the page is drawn: only browsers that load modules get the enhanced look.
if ('noModule' in HTMLScriptElement.prototype) {
  document.documentElement.className += ' is-js';
}
