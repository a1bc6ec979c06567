/** Event files against known checksums, and read back by a reader of their own format. */
import { expect, test } from 'vitest'
import { crc32c, eventFileName, writeEvents } from './tensorboard'

/** RFC 3720, B.4. */
test('CRC-32C has its published values', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e)
})

type Field = readonly [number, number | Uint8Array]

/** Fields of a message, fixed ones as their bytes. */
function fieldsOf(data: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let [value, scale] = [0, 1]
    for (;;) {
      const byte = data[at++]!
      value += (byte % 128) * scale
      if (byte < 128) return value
      scale *= 128
    }
  }
  while (at < data.length) {
    const head = varint()
    const take = (length: number) => {
      at += length
      return data.slice(at - length, at)
    }
    const kind = head % 8
    fields.push([Math.floor(head / 8), kind === 0 ? varint() : take(kind === 1 ? 8 : kind === 5 ? 4 : varint())])
  }
  return fields
}
const of = (fields: readonly Field[], field: number) => fields.find(([one]) => one === field)?.[1]
const inner = (fields: readonly Field[], field: number) => fieldsOf(of(fields, field) as Uint8Array)
const doubles = (value: unknown) => [...new Float64Array((value as Uint8Array).slice().buffer)]

function eventsOf(file: Uint8Array): Field[][] {
  const view = new DataView(file.buffer)
  const events: Field[][] = []
  const unmasked = (sum: number) => {
    const turned = (sum - 0xa282ead8) >>> 0
    return ((turned >>> 17) | (turned << 15)) >>> 0
  }
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true))
    expect(unmasked(view.getUint32(at + 8, true))).toBe(crc32c(file.subarray(at, at + 8)))
    const data = file.subarray(at + 12, at + 12 + length)
    expect(unmasked(view.getUint32(at + 12 + length, true))).toBe(crc32c(data))
    events.push(fieldsOf(data))
    at += 16 + length
  }
  return events
}

test('scalars and histograms come back, by step', () => {
  const file = writeEvents(
    1_700_000_000.5,
    [
      { tag: 'train/loss', step: [1, 300], value: [0.5, Number.NaN] },
      { tag: 'test/größe', step: [200_000], value: [0.25] },
    ],
    [{ tag: 'potentials/lif1/t1', step: 100, edges: [-Infinity, 0, 1, 3, Infinity], counts: [0, 4, 2, 0] }],
  )
  const [head, ...events] = eventsOf(file)
  expect(new TextDecoder().decode(of(head!, 3) as Uint8Array)).toBe('brain.Event:2')
  expect(doubles(of(head!, 1))).toEqual([1_700_000_000.5])
  // What is no number is left out, the others are in the order of their steps.
  expect(events.map((event) => of(event, 2))).toEqual([1, 100, 200_000])
  const [loss, histogram, size] = events.map((event) => inner(inner(event, 5), 1))
  expect(new TextDecoder().decode(of(loss!, 1) as Uint8Array)).toBe('train/loss')
  expect(new Float32Array((of(loss!, 2) as Uint8Array).slice().buffer)[0]).toBe(0.5)
  expect(new TextDecoder().decode(of(size!, 1) as Uint8Array)).toBe('test/größe')
  const kept = inner(histogram!, 5)
  expect([1, 2, 3, 4, 5].flatMap((field) => doubles(of(kept, field)))).toEqual([0, 3, 6, 4 * 0.5 + 2 * 2, 4 * 0.25 + 2 * 4])
  expect(doubles(of(kept, 6))).toEqual([0, 1, 3, 3])
  expect(doubles(of(kept, 7))).toEqual([0, 4, 2, 0])
})

test('its name is one that TensorBoard looks for', () => {
  expect(eventFileName('membrane', 1_700_000_000.5)).toBe('events.out.tfevents.1700000000.membrane')
})
