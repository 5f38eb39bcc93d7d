// What waits on this phone: IndexedDB, bytes instead of blobs (older iPhones lose blobs), one person's items only.
const NAME = 'outbox';

const opened = () => new Promise((done, broke) => {
  const request = indexedDB.open(NAME, 2);
  request.onupgradeneeded = () => {
    const base = request.result;
    if (!base.objectStoreNames.contains('items')) base.createObjectStore('items', { keyPath: 'client_uuid' });
    if (!base.objectStoreNames.contains('shots')) base.createObjectStore('shots', { keyPath: 'owner' });
  };
  request.onsuccess = () => done(request.result);
  request.onerror = () => broke(request.error);
});

const act = async (mode, work, place = 'items') => {
  const database = await opened();
  return new Promise((done, broke) => {
    const deed = database.transaction(place, mode);
    const request = work(deed.objectStore(place));
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

// A look and a write that no other page of the portal comes between: `work(item)` gives what to keep, or null to drop it.
export const change = (name, work) => act('readwrite', (items) => {
  const told = {};
  const look = items.get(name);
  look.onsuccess = () => {
    if (!look.result) return;
    told.result = work(look.result);
    if (told.result) items.put(told.result);
    else if (told.result === null) items.delete(name);
  };
  return told;
});

// Out of the queue, if it is sure that the server has not got it; says whether it was.
export const takeBack = async (name) => (await change(name, (item) => (item.posted ? undefined : null))) === null;

// A picture on its way from the camera to the form that asks the rest; one at a time.
export const putShot = (shot) => act('readwrite', (shots) => shots.put({ ...shot, owner: person() }), 'shots');
export const takeShot = () => act('readwrite', (shots) => {
  const look = shots.get(person());
  shots.delete(person());
  return look;
}, 'shots');

// A name nobody else has, without the browser's own (HTTPS only).
export const newName = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
