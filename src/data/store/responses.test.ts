/** Stored movies and responses: they are read back unchanged, from files of at most 64 MiB, complete or not at all. */
import { expect, test } from 'vitest'
import { type OwnResponseSpec, ownResponseSchema, responseKey } from '../response/schema'
import { memoryFolder } from './memory-folder'
import { readResponses, removeResponses, storedResponses, storeResponses, type WrittenResponses } from './responses'

const data = (some: Partial<OwnResponseSpec> = {}): OwnResponseSpec =>
  ownResponseSchema.parse({
    kind: 'ownResponse',
    name: 'cells',
    height: 2,
    width: 3,
    cells: 2,
    values: 'counts',
    binMs: 10,
    clip: 5,
    movies: 2,
    frames: 5,
    trials: 3,
    testMovies: 1,
    testFrames: 7,
    testTrials: 1,
    ...some,
  })
const about = (spec: OwnResponseSpec, some: Partial<WrittenResponses> = {}): WrittenResponses => ({
  data: spec,
  pixels: 'u8',
  offset: 10,
  scale: 2,
  hold: 1,
  unit: 1,
  cellNames: ['a', 'b'],
  silent: [1],
  note: 'Some.',
  ...some,
})
const bytes = (length: number, from = 0) => Uint8Array.from({ length }, (_, i) => (7 * i + from) & 255)

const keep = (folder: FileSystemDirectoryHandle, some: Partial<WrittenResponses> = {}, spec = data(), from = 0) =>
  storeResponses(folder, async ({ add }) => {
    await add('train', 'responses', bytes(60, from))
    await add('test', 'responses', bytes(14, from))
    // A stream may be added in two pieces.
    await add('train', 'stimulus', bytes(60, from).subarray(0, 31))
    await add('train', 'stimulus', bytes(60, from).subarray(31))
    await add('test', 'stimulus', bytes(42, from))
    return about(spec, some)
  })

test('what was written is listed, read back as a network learns from it, and gone when it is removed', async () => {
  const folder = memoryFolder()
  const kept = await keep(folder)
  expect(kept).toMatchObject({ bytes: 176, note: 'Some.', data: { name: 'cells', frames: 5 } })
  expect(kept.data.fingerprint).toMatch(/^[0-9a-f]{32}$/)
  expect(await storedResponses(folder)).toEqual([kept])
  const { train, test: tested, outputNames, unit, silent } = (await readResponses(folder, kept.data))!
  expect({ outputNames, unit, silent }).toEqual({ outputNames: ['a', 'b'], unit: 1, silent: [1] })
  expect({ train: train.count, tested: tested.count }).toEqual({ train: 2, tested: 1 })
  expect(train.streams.stimulus).toMatchObject({ shape: [5, 2, 3], type: 'f32' })
  expect([...train.streams.stimulus!.values]).toEqual([...bytes(60)].map((byte) => (byte - 10) / 2))
  // 30 bytes of responses come to 32.
  expect(train.streams.responses).toMatchObject({ shape: [3, 2, 5], type: 'u8' })
  const { values } = train.streams.responses!
  expect([values.length, ...values.subarray(0, 30)]).toEqual([64, ...bytes(30)])
  expect([...values.subarray(32, 62)]).toEqual([...bytes(60).subarray(30)])
  expect(await readResponses(folder, data())).toBeUndefined()
  await removeResponses(folder, responseKey(kept.data))
  expect(await storedResponses(folder)).toEqual([])
})

test('a name, a clip and a batch are no part of what a set is kept under; its movies, responses and their scale are', async () => {
  const folder = memoryFolder()
  const one = await keep(folder)
  const same = await keep(folder, {}, data({ name: 'other', clip: 4 + 1, batch: 3 }))
  expect(same.data.fingerprint).toBe(one.data.fingerprint)
  expect((await storedResponses(folder)).map(({ data: { name } }) => name)).toEqual(['other'])
  const others = [await keep(folder, { scale: 3 }), await keep(folder, {}, data({ binMs: 20 })), await keep(folder, {}, data(), 1)]
  expect(new Set([one, ...others].map((kept) => kept.data.fingerprint)).size).toBe(4)
  expect(await storedResponses(folder)).toHaveLength(4)
})

test('frames that stay on are kept once; floats as they are', async () => {
  const folder = memoryFolder()
  const seen = Float32Array.from({ length: 2 * 2 * 6 }, (_, i) => i / 3)
  const kept = await storeResponses(folder, async ({ add }) => {
    await add('train', 'responses', bytes(2 * 3 * 2 * 6))
    await add('test', 'responses', bytes(2 * 3))
    await add('train', 'stimulus', new Uint8Array(seen.buffer))
    await add('test', 'stimulus', new Uint8Array(new Float32Array(6).buffer))
    return about(data({ frames: 6, testFrames: 3, testTrials: 1 }), { pixels: 'f32', hold: 3, offset: 0, scale: 1 })
  })
  const { train } = (await readResponses(folder, kept.data))!
  const frame = (at: number) => [...train.streams.stimulus!.values.subarray(6 * at, 6 * at + 6)]
  for (let t = 0; t < 12; t++) expect(frame(t)).toEqual([...seen.subarray(6 * Math.floor(t / 3), 6 * Math.floor(t / 3) + 6)])
})

test('files have at most 64 MiB', async () => {
  const folder = memoryFolder()
  const frames = 2 ** 23 + 5
  const long = new Uint8Array(2 * 2 * 2 * frames)
  for (let i = 0; i < long.length; i += 251) long[i] = i >> 11
  const spec = data({ height: 1, width: 1, frames, trials: 2, testFrames: 5, testTrials: 1 })
  const kept = await storeResponses(folder, async ({ add }) => {
    for (let at = 0; at < long.length; at += 2 ** 24) await add('train', 'responses', long.subarray(at, at + 2 ** 24))
    await add('test', 'responses', bytes(10))
    await add('train', 'stimulus', bytes(2))
    await add('test', 'stimulus', bytes(1))
    return about(spec, { hold: frames })
  })
  for await (const [, set] of (folder as unknown as { entries(): AsyncIterable<[string, FileSystemDirectoryHandle]> }).entries()) {
    const sizeOf = async (number: number) => (await (await set.getFileHandle(`train-responses-${number}.bin`)).getFile()).size
    expect([await sizeOf(0), await sizeOf(1)]).toEqual([2 ** 26, 40])
  }
  const { values } = (await readResponses(folder, kept.data))!.train.streams.responses!
  expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(long.buffer))).toBe(0)
})

test('a full disk says so and loses nothing; what an interrupted import left goes with the next one', async () => {
  const room = { left: 3000 }
  const folder = memoryFolder(room)
  const one = await keep(folder)
  room.left = 100
  await expect(keep(folder, { scale: 5 })).rejects.toThrow('The browser gives this page no room for more than')
  expect(await storedResponses(folder)).toEqual([one])
  room.left = 3000
  await (await folder.getDirectoryHandle('half', { create: true })).getFileHandle('train-stimulus-0.bin', { create: true })
  expect(await storedResponses(folder)).toEqual([one])
  await keep(folder, { scale: 5 })
  await expect(folder.getDirectoryHandle('half')).rejects.toThrow()
})

test('a set that is not what the experiment says, or is damaged, is refused in words', async () => {
  const folder = memoryFolder()
  const { data: spec } = await keep(folder)
  await expect(readResponses(folder, { ...spec, cells: 3 })).rejects.toThrow(
    'cells in this browser has 2 for cells, where the experiment says 3.',
  )
  expect(await readResponses(folder, { ...spec, name: 'x', clip: 6, batch: 2 })).toBeDefined()
  for await (const [name] of (folder as unknown as { entries(): AsyncIterable<[string]> }).entries()) {
    const file = await (await folder.getDirectoryHandle(name)).getFileHandle('test-stimulus-0.bin')
    const writable = await file.createWritable()
    await writable.write(bytes(41))
    await writable.close()
  }
  await expect(readResponses(folder, spec)).rejects.toThrow('cells in this browser is damaged: remove it')
})
