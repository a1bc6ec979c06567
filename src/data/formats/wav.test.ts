/** WAV: the same sound in every width that is read, several channels, parts that are skipped, and what is refused. */
import { describe, expect, it } from 'vitest'
import { joined, wavFile } from '../../testing/files'
import { FormatError } from './format-error'
import { isWav, parseWav } from './wav'

const parse = (bytes: Uint8Array) => parseWav(Uint8Array.from(bytes))
const sound = [0, 0.5, -0.5, -1]
const bytesOf = (size: number, write: (view: DataView, at: number, value: number) => void): Uint8Array => {
  const view = new DataView(new ArrayBuffer(size * sound.length))
  for (const [i, value] of sound.entries()) write(view, i * size, value)
  return new Uint8Array(view.buffer)
}
const sixteen = bytesOf(2, (view, at, value) => view.setInt16(at, value * 2 ** 15, true))
const twentyFour = bytesOf(3, (view, at, value) => {
  view.setUint16(at, (value * 2 ** 23) & 0xffff, true)
  view.setInt8(at + 2, (value * 2 ** 23) >> 16)
})
const edited = (bytes: Uint8Array, at: number, ...values: number[]): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  copy.set(values, at)
  return copy
}

describe('parseWav', () => {
  it.each([
    ['PCM of 8 bits', bytesOf(1, (view, at, value) => view.setUint8(at, 128 + value * 128)), { bits: 8 }],
    ['PCM of 16 bits', sixteen, {}],
    ['PCM of 24 bits', twentyFour, { bits: 24 }],
    ['PCM of 32 bits', bytesOf(4, (view, at, value) => view.setInt32(at, value * 2 ** 31, true)), { bits: 32 }],
    ['floats of 32 bits', bytesOf(4, (view, at, value) => view.setFloat32(at, value, true)), { bits: 32, codec: 3 }],
    ['floats of 64 bits', bytesOf(8, (view, at, value) => view.setFloat64(at, value, true)), { bits: 64, codec: 3 }],
  ])('reads %s', (_, data, format) => {
    const file = wavFile(data, { rate: 8000, ...format })
    expect(isWav(file)).toBe(true)
    expect(parse(file)).toEqual({ rate: 8000, samples: Float32Array.from(sound) })
  })

  it('takes the mean of the channels', () => {
    expect([...parse(wavFile(sixteen, { channels: 2 })).samples]).toEqual([0.25, -0.75])
  })

  it('skips parts that it does not know, of odd lengths too, and knows the long form of a codec', () => {
    const file = wavFile(sixteen)
    const list = Uint8Array.from([0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0])
    expect([...parse(joined(file.subarray(0, 12), list, file.subarray(12), list)).samples]).toEqual(sound)
    const long = joined(
      edited(file.subarray(0, 36), 16, 40, 0, 0, 0, 0xfe, 0xff),
      Uint8Array.of(22, 0, 16, 0, 0, 0, 0, 0, 1, 0),
      new Uint8Array(14),
    )
    expect([...parse(joined(long, file.subarray(36))).samples]).toEqual(sound)
  })

  it.each([
    ['another format', new Uint8Array(50), 'does not begin like a WAV file'],
    ['half a header', wavFile(sixteen).subarray(0, 20), 'is truncated: 0 of 16 bytes of its part “fmt ” are there'],
    ['half the sound', wavFile(sixteen).subarray(0, 48), 'is truncated: 4 of 8 bytes of its part “data” are there'],
    ['a huge length', edited(wavFile(sixteen), 40, 255, 255, 255, 255), 'is truncated: 8 of 4294967295 bytes'],
    ['no sound', wavFile(sixteen).subarray(0, 36), 'is truncated or damaged: it has no sound'],
    ['an empty sound', wavFile([]), 'has no sound in it'],
    ['sound before its format', edited(wavFile(sixteen), 12, 0x78), 'does not say how its sound is written before the sound'],
    [
      'a format that is too short',
      joined(edited(wavFile(sixteen), 16, 4).subarray(0, 24), wavFile(sixteen).subarray(36)),
      'has 4 bytes to say how its sound is written',
    ],
    ['µ-law', wavFile(sixteen, { codec: 7 }), 'is written in µ-law; PCM of 8, 16, 24 or 32 bits, or floats of 32 or 64, would fit'],
    ['a codec without a name', wavFile(sixteen, { codec: 999 }), 'is written in codec 999;'],
    ['numbers of 12 bits', wavFile(sixteen, { bits: 12 }), 'has numbers of 12 bits;'],
    ['no rate', wavFile(sixteen, { rate: 0 }), 'says 0 samples a second; 1000 to 384000 would fit'],
    ['no channels', wavFile(sixteen, { channels: 0 }), 'says 0 channels of 16 bits in 0 bytes, which do not fit each other'],
    ['frames that do not fit', edited(wavFile(sixteen), 32, 7), 'says 1 channels of 16 bits in 7 bytes'],
    ['a float that is no number', wavFile(Uint8Array.of(0, 0, 192, 127), { bits: 32, codec: 3 }), 'has NaN for sample 0'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parse(bytes)).toThrow(FormatError)
    expect(() => parse(bytes)).toThrow(message)
  })
})
