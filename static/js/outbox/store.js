// What waits on this phone: IndexedDB, bytes instead of blobs (older iPhones lose blobs), one person's items only.
const NAME = 'outbox';

const opened = () => new Promise((done, broke) => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore('items', { keyPath: 'client_uuid' });
  request.onsuccess = () => done(request.result);
  request.onerror = () => broke(request.error);
});

const act = async (mode, work) => {
  const database = await opened();
  return new Promise((done, broke) => {
    const deed = database.transaction('items', mode);
    const request = work(deed.objectStore('items'));
    deed.oncomplete = () => { database.close(); done(request.result); };
    deed.onabort = deed.onerror = () => { database.close(); broke(deed.error || request.error); };
  });
};

export const person = () => {
  const meta = document.querySelector('meta[name=person]');
  return meta ? meta.content : '';
};

export const put = (item) => act('readwrite', (items) => items.put(item));
export const remove = (name) => act('readwrite', (items) => items.delete(name));
export const all = async () => {
  const items = await act('readonly', (store) => store.getAll());
  return items.filter((item) => item.owner === person()).sort((one, other) => one.created - other.created);
};

// A name nobody else has, without the browser's own (HTTPS only).
export const newName = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
