/** QR codes, read back by a decoder in this file that follows the standard and is independent of the library that draws them. */
import { describe, expect, it } from 'vitest'
import { MAX_QR_BYTES, qrOf } from './qr'

type Modules = readonly (readonly boolean[])[]

/** Codewords of data by level (L, M, Q, H), and blocks, of the versions that the texts below come to. ISO/IEC 18004, table 9. */
const BLOCKS: Readonly<Record<string, readonly (readonly [count: number, data: number])[]>> = {
  '3L': [[1, 55]],
  '3M': [[1, 44]],
  '5M': [[2, 43]],
  '6L': [[2, 68]],
  '10M': [
    [4, 43],
    [1, 44],
  ],
  '10L': [
    [2, 68],
    [2, 69],
  ],
  '40L': [
    [19, 118],
    [6, 119],
  ],
}
const MASKS = [
  (x: number, y: number) => (x + y) % 2,
  (_: number, y: number) => y % 2,
  (x: number) => x % 3,
  (x: number, y: number) => (x + y) % 3,
  (x: number, y: number) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x: number, y: number) => ((x * y) % 2) + ((x * y) % 3),
  (x: number, y: number) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x: number, y: number) => (((x + y) % 2) + ((x * y) % 3)) % 2,
]

/** The middles of the alignment patterns: evenly spaced from the far end, the first at 6. */
function alignments(version: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const last = 4 * version + 10
  const gap = version === 32 ? 26 : Math.ceil((last - 6) / (count - 1) / 2) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, i) => last - gap * (count - 2 - i))]
}

/** Whether a module is of a pattern and not of data. */
function isPattern(x: number, y: number, size: number, version: number): boolean {
  if (x === 6 || y === 6) return true
  if ((x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8)) return true
  if (version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11))) return true
  const middles = alignments(version)
  const corner = (a: number, b: number) => (a === 6 && (b === 6 || b === size - 7)) || (a === size - 7 && b === 6)
  return middles.some((a) => middles.some((b) => !corner(a, b) && Math.abs(x - a) <= 2 && Math.abs(y - b) <= 2))
}

/** Reads a code in byte mode, without quiet zone. It corrects no errors: there are none. */
function readQr(modules: Modules): { text: string; level: string; version: number } {
  const size = modules.length
  const version = (size - 17) / 4
  const format = [0, 1, 2, 3, 4, 5, 7, 8].map((x) => Number(modules[8]![x]))
  const bits = format.map((bit, i) => bit ^ Number('101010000010010'[i]))
  const level = 'MLHQ'[2 * bits[0]! + bits[1]!]!
  const mask = MASKS[bits[2]! * 4 + bits[3]! * 2 + bits[4]!]!
  const stream: number[] = []
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right--
    for (let i = 0; i < size; i++)
      for (const x of [right, right - 1]) {
        const y = up ? size - 1 - i : i
        if (!isPattern(x, y, size, version)) stream.push(Number(modules[y]![x]) ^ Number(mask(x, y) === 0))
      }
  }
  const words = Array.from({ length: Math.floor(stream.length / 8) }, (_, i) => Number.parseInt(stream.slice(8 * i, 8 * i + 8).join(''), 2))
  const data = deinterleaved(words, BLOCKS[`${version}${level}`]!)
  const all = data.map((word) => word.toString(2).padStart(8, '0')).join('')
  const lengthBits = version < 10 ? 8 : 16
  expect(all.slice(0, 4)).toBe('0100')
  const length = Number.parseInt(all.slice(4, 4 + lengthBits), 2)
  const bytes = Array.from({ length }, (_, i) => Number.parseInt(all.slice(4 + lengthBits + 8 * i, 12 + lengthBits + 8 * i), 2))
  return { text: new TextDecoder().decode(Uint8Array.from(bytes)), level, version }
}

function deinterleaved(words: readonly number[], groups: readonly (readonly [count: number, data: number])[]): number[] {
  const sizes = groups.flatMap(([count, data]) => Array<number>(count).fill(data))
  const blocks = sizes.map(() => [] as number[])
  let at = 0
  for (let i = 0; i < Math.max(...sizes); i++) for (const [b, size] of sizes.entries()) if (i < size) blocks[b]!.push(words[at++]!)
  return blocks.flat()
}

const inner = (modules: Modules): Modules => modules.slice(4, -4).map((row) => row.slice(4, -4))

describe('a QR code', () => {
  it.each([
    ['https://x.example/#window.1&run.seed=7', 3],
    ['https://lab.example/membrane/#blank.1&neuron.threshold=0.5&run.seed=42&hide=share', 5],
    [`https://lab.example/#d1.${'aB-9_'.repeat(42)}&view=layer:lif2`, 10],
    [`https://lab.example/#${'x'.repeat(MAX_QR_BYTES - 21)}`, 40],
  ])('of %.60s reads as it was written', (text, version) => {
    const code = qrOf(text)!
    expect(code.version).toBe(version)
    expect(code.size).toBe(17 + 4 * version + 8)
    expect(readQr(inner(code.modules))).toMatchObject({ text, version })
  })

  it('has four white modules around it, and its path draws exactly the black ones', () => {
    const { modules, size, path } = qrOf('https://x.example/#window.1&run.seed=7')!
    const drawn = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
    for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
      drawn[Number(y)]!.fill(true, Number(x), Number(x) + Number(length))
    expect(drawn).toEqual(modules)
    const edge = [0, 1, 2, 3, size - 4, size - 3, size - 2, size - 1]
    for (const i of edge) for (let j = 0; j < size; j++) expect(modules[i]![j] || modules[j]![i]).toBe(false)
  })

  it('is not made of text that is too long for any code', () => {
    expect(qrOf('x'.repeat(MAX_QR_BYTES))).not.toBeNull()
    expect(qrOf('x'.repeat(MAX_QR_BYTES + 1))).toBeNull()
    expect(qrOf('é'.repeat(MAX_QR_BYTES / 2 + 1))).toBeNull()
  })
})
