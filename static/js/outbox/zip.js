// The lifeboat: everything that waits as one zip, stored without compression (photos do not shrink further).
const TABLE = new Uint32Array(256).map((_, number) => {
  let value = number;
  for (let i = 0; i < 8; i += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

const numbers = (...pairs) => {
  const length = pairs.reduce((sum, [size]) => sum + size, 0);
  const view = new DataView(new ArrayBuffer(length));
  let at = 0;
  for (const [size, value] of pairs) {
    if (size === 2) view.setUint16(at, value, true); else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
};

export function zip(files) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const path = new TextEncoder().encode(name);
    const content = new Uint8Array(bytes);
    // Version 2.0, names in UTF-8 (bit 11), stored, 1 January 2026.
    const facts = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x5c21], [4, crc32(content)], [4, content.length], [4, content.length], [2, path.length]];
    parts.push(numbers([4, 0x04034b50], ...facts, [2, 0]), path, content);
    directory.push(numbers([4, 0x02014b50], [2, 20], ...facts, [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), path);
    at += 30 + path.length + content.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, at], [2, 0]);
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}
