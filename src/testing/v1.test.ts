/**
 * What the first version of the lab saved still opens: a file of runs, and the browser's database with runs and checkpoints.
 * v1/database.json.gz holds the records of each store, v1/expected.json their contents and the continuation of training. They were written
 * by that version, runs on SwiftShader and checkpoints on llvmpipe, and never change.
 */
import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { openDB } from 'idb'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadSamples } from '../experiments/build'
import { readFiles } from '../headless/read-files'
import type { TestRow } from '../readings/metrics'
import { openCheckpoints } from '../runs/checkpoints'
import { expandFrame } from '../runs/compact'
import { readRunFile } from '../runs/file'
import type { RunDetail, RunSummary } from '../runs/record'
import { listRuns, readDetail } from '../runs/store'
import { madeData } from './data'
import { openSessions } from './session'
import expected from './v1/expected.json'

const STORES = ['runs', 'details', 'checkpoints', 'tensors'] as const
const file = (name: string) => readFileSync(new URL(`./v1/${name}`, import.meta.url))

/** Typed arrays and buffers are written as { $: type, base64 }. */
const TYPES = { Float32Array, Float64Array, Uint8Array, Uint16Array, Uint32Array }
function decoded(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value
  const { $: type, base64 } = value as { readonly $: keyof typeof TYPES | 'ArrayBuffer'; readonly base64: string }
  const { buffer } = Uint8Array.from(Buffer.from(base64, 'base64'))
  return type === 'ArrayBuffer' ? buffer : new TYPES[type](buffer)
}

beforeAll(async () => {
  const records = JSON.parse(gunzipSync(file('database.json.gz')).toString(), decoded) as Record<(typeof STORES)[number], object[]>
  const database = await openDB('membrane', 1, {
    upgrade(created) {
      for (const store of STORES) created.createObjectStore(store, { keyPath: 'id' })
    },
  })
  for (const store of STORES) for (const record of records[store]) await database.put(store, record)
  database.close()
})

type Expected = (typeof expected.runs)[keyof typeof expected.runs]

/** An evaluation as that version wrote it. */
const testAsThen = ({ step, values }: TestRow) => ({
  step,
  loss: values.testLoss,
  accuracy: values.testAccuracy,
  soft: values.testLossMixed === undefined ? null : { loss: values.testLossMixed, accuracy: values.testAccuracyMixed },
})

/** The parts of a run that the user sees, in the form of `expected`. */
function seen(summary: RunSummary, detail: RunDetail | undefined) {
  const { preset, state, step, finals, sweep } = summary
  const { curves, tests, frames } = detail!
  expect(Array.from(curves.step)).toEqual(Array.from({ length: step }, (_, at) => at + 1))
  return {
    preset,
    state,
    step,
    finalTrainLoss: finals.values.trainLoss,
    point: sweep?.point ?? null,
    trainLoss: Array.from(curves.columns.trainLoss!),
    gradientNorm: Array.from(curves.columns.gradientNorm!),
    tests: tests.map(testAsThen),
    moments: frames.map(expandFrame).map((moment) => ({
      step: moment.step,
      layers: Object.fromEntries(
        moment.layers.map(({ layer, bins, counts, total, windowLow, mean, gradientNorm }) => {
          expect(
            counts.reduce((sum, count) => sum + count, 0),
            layer,
          ).toBe((counts.length / (bins + 3)) * total)
          return [layer, { windowLow: Array.from(windowLow), mean: Array.from(mean), gradientNorm: Array.from(gradientNorm) }]
        }),
      ),
    })),
  }
}

const runs: Record<string, Expected> = expected.runs

test('the runs of an exported file open with their curves, tests and moments', async () => {
  const read = await readRunFile(new Blob([file('runs.json.gz')]))
  if (!read.ok) throw new Error(read.message)
  expect(read.damaged).toEqual([])
  expect(Object.fromEntries(read.runs.map(({ summary, detail }) => [summary.id, seen(summary, detail)]))).toEqual(runs)
})

test('the runs of a database open with their curves, tests and moments', async () => {
  const listed = await listRuns()
  expect(listed.map(({ id }) => id).sort()).toEqual(Object.keys(runs).sort())
  for (const summary of listed) expect(seen(summary, await readDetail(summary.id)), summary.id).toEqual(runs[summary.id])
})

describe('checkpoints of a database', () => {
  const open = openSessions(madeData())

  test.each(Object.entries(expected.checkpoints))('%s goes on as it went on then', async (id, { from, losses, gradientNorms, tests }) => {
    const { session } = await open({
      checkpoints: openCheckpoints(),
      loadData: (e) => loadSamples(e, { read: readFiles(), stored: async () => undefined }),
    })
    expect(await session.resumableRuns()).toContainEqual(expect.objectContaining({ id, readable: true, step: from }))
    expect(await session.resume(id)).toMatchObject({ id, step: from })
    const before = session.scalars()
    expect(Array.from(before.columns.trainLoss!)).toEqual(losses.slice(0, from))
    expect(Array.from(before.columns.gradientNorm!)).toEqual(gradientNorms.slice(0, from))
    expect(session.tests().map(testAsThen)).toEqual(tests.filter(({ step }) => step <= from))
    await session.train(losses.length - from)
    await session.idle()
    const after = session.scalars()
    // An adapter other than the one that wrote them rounds differently.
    const exact = session.gpu.info.profile === 'llvmpipe'
    const near = (values: readonly number[]) => (exact ? values : values.map((value) => expect.closeTo(value, 2)))
    expect(Array.from(after.columns.trainLoss!)).toEqual(near(losses))
    expect(Array.from(after.columns.gradientNorm!)).toEqual(near(gradientNorms))
    if (exact) expect(session.tests().map(testAsThen)).toEqual(tests)
  })
})
