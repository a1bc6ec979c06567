/** Networks from files of weights, towards which a landscape is looked at. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { comparedOf } from '../experiments/comparing-gradients'
import { lossLandscape } from '../experiments/loss-landscape'
import { readWeights } from '../networks/weights'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { buildFor, openRunOf } from './open-run'
import { networkIn } from './saved-network'

const gpu = await testGpu()
const data = madeData(60, 20)
const folder = mkdtempSync(join(tmpdir(), 'membrane-networks-'))
afterAll(() => rmSync(folder, { recursive: true }))
const opened = (seed: number) => openRunOf(gpu, small({ run: { epochs: 1, seed } }), data)
const landscapeOf = async (run: Awaited<ReturnType<typeof opened>>, towards?: Parameters<typeof lossLandscape>[3]) =>
  lossLandscape(
    run,
    comparedOf(run, small(), data, 4, (e, more) => buildFor(gpu, e, data, more)),
    { points: 5, reach: 0.5, seed: 1 },
    towards,
  )

test('at the ends of the plane is the loss of the networks in the files, with their running statistics', async () => {
  const files: string[] = []
  const losses: number[] = []
  for (const seed of [7, 8]) {
    using run = await opened(seed)
    run.submit(3)
    files.push(join(folder, `${seed}.safetensors`))
    writeFileSync(files.at(-1)!, new Uint8Array(await readWeights(run.compiled, run.built.networks, {})))
    losses.push((await landscapeOf(run)).here.spiking)
  }
  using here = await opened(3)
  const [one, other] = await Promise.all(files.map((file) => networkIn(gpu, small(), data, file)))
  const { axes, surface } = await landscapeOf(here, { towards: [one!, other!] })
  expect(axes).toEqual(['7.safetensors', '8.safetensors'])
  const at = (x: number, y: number) => surface!.spiking[surface!.at.indexOf(y) * surface!.at.length + surface!.at.indexOf(x)]
  expect(at(1, 0)).toBeCloseTo(losses[0]!, 5)
  expect(at(0, 1)).toBeCloseTo(losses[1]!, 5)
  expect(losses[0]).not.toBeCloseTo(losses[1]!, 3)
})

test('a file that is none of this network is refused with its name', async () => {
  const wrong = join(folder, 'wrong.safetensors')
  writeFileSync(wrong, 'no weights')
  await expect(networkIn(gpu, small(), data, wrong)).rejects.toThrow(/wrong\.safetensors: /)
  await expect(networkIn(gpu, small(), data, join(folder, 'none'))).rejects.toThrow(/none: /)
})
