// SHA-256 in plain script: the browser's own is there on HTTPS only, and the office may run on plain HTTP.
const ROUND = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants are the fractional bits of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3).
(function fill() {
  const isPrime = (number) => {
    for (let part = 2; part * part <= number; part += 1) if (number % part === 0) return false;
    return true;
  };
  const bits = (root) => ((root - Math.floor(root)) * 4294967296) | 0;
  for (let number = 2, found = 0; found < 64; number += 1) {
    if (isPrime(number)) {
      if (found < 8) START[found] = bits(Math.sqrt(number));
      ROUND[found] = bits(Math.cbrt(number));
      found += 1;
    }
  }
})();

const turn = (word, by) => (word >>> by) | (word << (32 - by));

function block(state, view, at, words) {
  for (let i = 0; i < 16; i += 1) words[i] = view.getUint32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const a = words[i - 15];
    const b = words[i - 2];
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
}

export function sha256(buffer) {
  const bytes = new Uint8Array(buffer);
  const padded = new Uint8Array(((bytes.length + 8) >> 6 << 6) + 64);
  padded.set(bytes);
  padded[bytes.length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 536870912));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const state = new Uint32Array(START);
  const words = new Int32Array(64);
  for (let at = 0; at < padded.length; at += 64) block(state, view, at, words);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}
