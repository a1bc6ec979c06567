/** What attention costs: training steps of the same two streams fused in several ways, one of each in turn, so that a busy machine slows all alike. */
import { dataShape } from '../../data/datasets/schema'
import type { DataSet, SampleSet } from '../../data/streams'
import type { Gpu } from '../../engine/device'
import { medianOf } from '../../engine/timing'
import { withEdit } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { openRunOf } from '../open-run'

export interface FusionTiming {
  readonly fusion: string
  readonly ms: number
  /** Of a step over one of plain concatenation, turn by turn: the median. */
  readonly ratio: number
  readonly dispatches: number
  readonly scores: number
}

/** Plain concatenation first. */
const FUSIONS = ['concat', 'cmaV1', 'cmaV2', 'self', 'add', 'early', 'late', 'eventOnly', 'frameOnly']
const WARM_UP = 3

export async function timeFusions(gpu: Gpu, turns = 30): Promise<FusionTiming[]> {
  const base = presetNamed('concat-signs')!.experiment
  const data = madeUp(base)
  const runs = await Promise.all(FUSIONS.map((fusion) => openRunOf(gpu, fusedBy(base, fusion), data)))
  const times = runs.map((): number[] => [])
  for (let turn = -WARM_UP; turn < turns; turn++)
    for (const [index, run] of runs.entries()) {
      const start = performance.now()
      run.submit(1)
      await gpu.device.queue.onSubmittedWorkDone()
      if (turn >= 0) times[index]!.push(performance.now() - start)
    }
  const answer = runs.map(({ built, compiled }, index) => ({
    fusion: FUSIONS[index]!,
    ms: medianOf(times[index]!),
    ratio: medianOf(times[index]!.map((ms, turn) => ms / times[0]![turn]!)),
    dispatches: built.stages.reduce((sum, { program }) => sum + compiled.programs[program]!.dispatches, 0),
    scores: built.networks[0]!.graph.scores.length,
  }))
  for (const run of runs) run.destroy()
  return answer
}

function fusedBy(base: Experiment, fusion: string): Experiment {
  const edited = withEdit(base, 'network.fusion.kind', fusion)
  if (!edited.ok) throw new Error(`There is no fusion named ${fusion}.`)
  return edited.experiment
}

/** Samples of the set's shape: how long a step is does not depend on what they show. */
function madeUp({ data }: Experiment): DataSet {
  const { height, width, pictures } = dataShape(data)
  const noise = (count: number, of: (word: number) => number) =>
    Uint8Array.from({ length: count }, (_, i) => of(Math.imul(i + 1, 2654435761) >>> 0))
  const samples = (count: number): SampleSet => ({
    count,
    streams: {
      images: { shape: [height, width, 1], type: 'u8', values: noise(count * height * width, (word) => Number(word % 29 === 0)) },
      frames: {
        shape: [height, pictures!.height, pictures!.width, 1],
        type: 'u8',
        values: noise(count * height * pictures!.height * pictures!.width, (word) => word >>> 24),
      },
      labels: { shape: [1], type: 'u32', values: Uint32Array.from({ length: count }, (_, i) => i % 8) },
    },
  })
  return { train: samples(64), test: samples(32) }
}
