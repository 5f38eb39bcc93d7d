// A photo made small on the phone before it is stored: 1600 on the long side, at most 350 KB, upright, with what it said of itself.
const LONGEST = 1600;
const MOST_BYTES = 350 * 1024;
const QUALITIES = [0.72, 0.64, 0.56, 0.5];

export const bytesOf = (blob) => new Promise((done, broke) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.onerror = () => broke(reader.error);
  reader.readAsArrayBuffer(blob);
});

const picture = (file) => new Promise((done, broke) => {
  const image = new Image();
  const url = URL.createObjectURL(file);
  image.onload = () => { URL.revokeObjectURL(url); done(image); };
  image.onerror = () => { URL.revokeObjectURL(url); broke(new Error('unreadable')); };
  image.src = url;
});

const encoded = (canvas, quality) => new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));

// The Exif part of a JPEG with its orientation set to upright: the canvas turns the picture and forgets the rest.
export function exifOf(buffer) {
  const view = new DataView(buffer);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 4 < view.byteLength && view.getUint8(at) === 0xff) {
    const size = view.getUint16(at + 2) + 2;
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) {
      const part = buffer.slice(at, at + size);
      try { upright(new DataView(part)); } catch (error) { return null; }
      return part;
    }
    at += size;
  }
  return null;
}

function upright(part) {
  const start = 10;
  const little = part.getUint16(start) === 0x4949;
  const first = start + part.getUint32(start + 4, little);
  const count = part.getUint16(first, little);
  for (let i = 0; i < count; i += 1) {
    const entry = first + 2 + i * 12;
    if (part.getUint16(entry, little) === 0x0112) part.setUint16(entry + 8, 1, little);
  }
}

// The bytes to store: smaller where the browser can read the picture, as they are where it cannot.
export async function shrink(file) {
  const original = await bytesOf(file);
  let image;
  try {
    image = await picture(file);
  } catch (error) {
    return original;
  }
  const ratio = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.naturalWidth * ratio));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * ratio));
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  let blob = null;
  for (const quality of QUALITIES) {
    blob = await encoded(canvas, quality);
    if (blob && blob.size <= MOST_BYTES) break;
  }
  if (!blob || blob.size >= original.byteLength) return original;
  const small = await bytesOf(blob);
  const exif = exifOf(original);
  if (!exif) return small;
  return bytesOf(new Blob([small.slice(0, 2), exif, small.slice(2)]));
}
