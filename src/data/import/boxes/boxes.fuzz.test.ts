/**
 * Whatever recordings and their boxes contain, the import makes samples or an error in a sentence. 100 runs; `npm run fuzz` sets FUZZ_RUNS.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { annotationFile, bboxFile, spotRecording } from '../../../testing/boxes'
import { chosen } from '../../../testing/files'
import { place } from '../../../testing/place'
import { writeEvents } from '../../events/write'
import { openChosen } from '../import-set'
import { ImportError } from '../source-file'
import { boxChoiceFor } from './schema'
import { convertBoxes } from './set'
import { surveyBoxes } from './survey'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
const recording = spotRecording({ width: 64, height: 48, from: 0, to: 900_000, step: 9000 })
const bytes = async (format: 'dat' | 'bin') => new Uint8Array(await writeEvents(recording, format).arrayBuffer())
const boxes = [6e5, 7e5, 7e5].map((t) => ({ t, x: 4, y: 5, w: 30, h: 31, class: 1 }))
const SETS = {
  prophesee: {
    'a/x_td.dat': await bytes('dat'),
    'a/x_bbox.npy': bboxFile(boxes),
    'a/y_td.dat': await bytes('dat'),
    'a/y_bbox.npy': bboxFile(boxes, 'old'),
  },
  caltech: Object.fromEntries(
    await Promise.all(
      [1, 2].map(
        async (n) =>
          [
            [`C/ant/image_000${n}.bin`, await bytes('bin')],
            [`A/ant/annotation_000${n}.bin`, annotationFile(3, 4, 40, 30)],
          ] as const,
      ),
    ).then((pairs) => pairs.flat()),
  ),
}

it.each(Object.entries(SETS))(
  'damaged files of %s become samples, or are answered with a sentence',
  { timeout: 600_000 + numRuns * 50 },
  async (_, files) => {
    const paths = Object.keys(files)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(paths.length - 1),
        fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 6 }),
        fc.option(place),
        async (which, edits, cut) => {
          const whole = (files as Readonly<Record<string, Uint8Array>>)[paths[which]!]!
          const copy = Uint8Array.from(whole)
          for (const [at, value] of edits) copy[Math.floor(at * (copy.length - 1))] = value
          const damaged = { ...files, [paths[which]!]: cut === null ? copy : copy.subarray(0, Math.floor(cut * copy.length)) }
          const made: Readonly<Record<string, Uint8Array[]>> = { bins: [], boxes: [], boxCount: [], origin: [] }
          const answer = await (async () => {
            const opened = await openChosen(chosen(damaged), { asked: 'boxes' })
            if (!('boxes' in opened)) throw new Error('no boxes')
            const { folder, found } = await surveyBoxes(opened.boxes, () => undefined)
            const choice = { ...boxChoiceFor(found), width: 32, height: 32 }
            const add = async (_: string, what: string, bytes: Uint8Array) => void made[what]!.push(bytes.slice())
            return { most: choice.most, ...(await convertBoxes(folder, found, choice, { add }, () => undefined)) }
          })().catch((error: unknown) => error as Error)
          if (answer instanceof Error) {
            expect(answer).toBeInstanceOf(ImportError)
            expect(answer.message).toMatch(/^\S.{10,2000}\.$/s)
            return
          }
          const counts = made.boxCount!.flatMap((part) => [...new Uint32Array(part.buffer)])
          expect(counts).toHaveLength(answer.data.train + answer.data.test)
          expect(made.bins!.every((sample) => sample.length === 4 * 32 * 32 * 2 && sample.some((count) => count > 0))).toBe(true)
          const origins = made.origin!.flatMap((part) => [...new Uint32Array(part.buffer)])
          expect(origins).toHaveLength(3 * counts.length)
          const rows = made.boxes!.flatMap((part) => [...new Float32Array(part.buffer)])
          for (const [n, count] of counts.entries()) {
            expect(count).toBeGreaterThan(0)
            for (let i = 0; i < count; i++) {
              const [type, x, y, w, h] = rows.slice((n * answer.most + i) * 8) as [number, number, number, number, number]
              expect(type).toBeLessThan(answer.data.classes)
              expect(Math.min(w, h)).toBeGreaterThan(0)
              expect(Math.min(x - w / 2, y - h / 2)).toBeGreaterThan(-1e-4)
              expect(Math.max(x + w / 2, y + h / 2)).toBeLessThan(32 + 1e-4)
            }
          }
          for (const sentence of answer.wrong) expect(sentence).toMatch(/^\S.{10,2000}\.$/s)
        },
      ),
      { numRuns },
    )
  },
)
