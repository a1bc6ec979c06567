/**
 * Recordings made from a seed, as the bytes of files: 1280 × 720 pixels, or as many as a format has, a few microseconds from event to
 * event. Benchmarks time readers with them and fuzzing damages them; what the bytes mean is tested elsewhere.
 */

type Make = (events: number) => Uint8Array<ArrayBuffer>

/** Whole numbers from 0 to 2^32 - 1, the same each time (xorshift). */
function numbers(): () => number {
  let state = 0x9e3779b9
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

const headed = (header: string, body: ArrayBufferView): Uint8Array<ArrayBuffer> => {
  const text = Uint8Array.from(header, (character) => character.charCodeAt(0))
  const bytes = new Uint8Array(text.length + body.byteLength)
  bytes.set(text)
  bytes.set(new Uint8Array(body.buffer, body.byteOffset, body.byteLength), text.length)
  return bytes
}

const bin: Make = (events) => {
  const random = numbers()
  const bytes = new Uint8Array(5 * events)
  for (let i = 0; i < events; i++) {
    const n = random()
    const t = Math.min(0x7f_ffff, i)
    bytes.set([n & 0x7f, (n >>> 8) & 0x7f, ((n >>> 24) & 0x80) | (t >> 16), (t >> 8) & 255, t & 255], 5 * i)
  }
  return bytes
}

const dat: Make = (events) => {
  const random = numbers()
  const words = new Uint32Array(2 * events)
  for (let i = 0; i < events; i++) {
    const n = random()
    words[2 * i] = i
    words[2 * i + 1] = ((n >>> 31) << 28) | (((n >>> 12) % 720) << 14) | (n % 1280)
  }
  return headed('% Version 2\n% Width 1280\n% Height 720\n\x0c\x08', words)
}

const aedat2: Make = (events) => {
  const random = numbers()
  const bytes = new Uint8Array(8 * events)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < events; i++) {
    view.setUint32(8 * i, random() & 0x7fff)
    view.setUint32(8 * i + 4, i)
  }
  return headed('#!AER-DAT2.0\r\n', bytes)
}

const PACKET = 1024
const aedat3: Make = (events) => {
  const random = numbers()
  const packets = Math.ceil(events / PACKET)
  const words = new Int32Array(packets * (7 + 2 * PACKET))
  for (let p = 0, at = 0; p < packets; p++) {
    words.set([1 | (1 << 16), 8, 4, 0, PACKET, PACKET, PACKET], at)
    at += 7
    for (let i = 0; i < PACKET; i++, at += 2) {
      const n = random()
      words[at] = ((n & 127) << 17) | (((n >>> 8) & 127) << 2) | ((n >>> 30) & 2) | 1
      words[at + 1] = p * PACKET + i
    }
  }
  return headed('#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n', words)
}

const evt2: Make = (events) => {
  const random = numbers()
  const words = new Uint32Array(events + Math.ceil(events / 64))
  for (let i = 0, at = 0; i < events; i++) {
    const n = random()
    if (i % 64 === 0) words[at++] = (8 << 28) | (i / 64)
    words[at++] = ((n >>> 31) << 28) | ((i % 64) << 22) | ((n % 1280) << 11) | ((n >>> 12) % 720)
  }
  return headed('% evt 2.0\n% geometry 1280x720\n% end\n', words)
}

/** Six of ten events are in vectors of three, as at a moving edge, and four are single. */
const evt3: Make = (events) => {
  const random = numbers()
  const words = new Uint16Array(4 * events)
  let at = 0
  for (let made = 0, t = 0; made < events; t += 4) {
    const n = random()
    if (t % 4096 === 0) words[at++] = 0x8000 | ((t / 4096) & 0xfff)
    words[at++] = 0x6000 | (t & 0xfff)
    words[at++] = n % 720
    if (n & 0x8000) {
      words.set([0x3000 | ((n >>> 16) % 1260), 0x4000 | 0b10_0001_0010, 0x5000 | 0b1_0101], at)
      at += 3
      made += 6
    } else for (let i = 0; i < 4; i++, made++) words[at++] = 0x2000 | ((n >>> (10 + i)) & 0x800) | (random() % 1280)
  }
  return headed('% evt 3.0\n% geometry 1280x720\n% end\n', words.subarray(0, at))
}

/** Records of 13 bytes, as in tonic. */
const npy: Make = (events) => {
  const random = numbers()
  const view = new DataView(new ArrayBuffer(13 * events))
  for (let i = 0; i < events; i++) {
    const n = random()
    view.setInt16(13 * i, n % 1280, true)
    view.setInt16(13 * i + 2, (n >>> 12) % 720, true)
    view.setUint32(13 * i + 4, i, true)
    view.setUint8(13 * i + 12, n >>> 31)
  }
  const text = `{'descr': [('x', '<i2'), ('y', '<i2'), ('t', '<i8'), ('p', '|b1')], 'fortran_order': False, 'shape': (${events},), }\n`
  return headed(`\x93NUMPY\x02\0${String.fromCharCode(text.length & 255, text.length >> 8, 0, 0)}${text}`, view)
}

export const RECORDINGS: Readonly<Record<string, { readonly path: string; readonly make: Make }>> = {
  'ATIS .bin': { path: 'a.bin', make: bin },
  'AEDAT 2.0': { path: 'a.aedat', make: aedat2 },
  'AEDAT 3.1': { path: 'a.aedat', make: aedat3 },
  'Prophesee DAT': { path: 'a.dat', make: dat },
  'NumPy array': { path: 'a.npy', make: npy },
  EVT2: { path: 'a.raw', make: evt2 },
  EVT3: { path: 'a.raw', make: evt3 },
}
