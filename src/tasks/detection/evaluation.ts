/** The scenes of a part of the data in order: what the detector finds in them, read batch by batch, and scored in float64 when all have been seen. */
import { ORIGIN_COLUMNS } from '../../data/boxes/schema'
import { persistent } from '../../engine/tensor'
import { detect } from '../../losses/detection/detect'
import { nextMicroBatch } from '../../losses/kernels'
import type { HeldOut } from '../../readings/metrics'
import type { OnBatch, Report, RunAccess } from '../built'
import type { EvaluationProgram } from '../supervised/evaluation'
import { evaluationContext, type Shared } from '../supervised/shared'
import { type DetectionParts, graphOf, layoutOf, scenesAt } from './parts'
import { type Found, rowsOf } from './rows'
import { scoreOf } from './score'

export function evaluationParts(shared: Shared<DetectionParts>, part: HeldOut, name: string): EvaluationProgram {
  const { s, still } = shared
  const { spec, shape, counts } = s
  const size = spec.data.batch / spec.run.microBatches
  const cursor = persistent('cursor', 'u32', [1])
  const place = { clock: cursor, micro: still, total: size, seed: spec.run.seed, order: 'once' } as const
  const scenes = scenesAt(part, s, size, place)
  const { graph } = graphOf(shared, evaluationContext(shared, size), scenes)
  const found = detect(graph.raw, layoutOf(graph, shape), spec.scoring)
  const count = counts[part]!
  const batches = Math.ceil(count / size)
  const read = { detections: found.detections, detectionCounts: found.counts, truths: scenes.truths }
  return {
    ops: [...graph.forward, ...found.ops, nextMicroBatch({ micro: cursor }, {})],
    uploads: scenes.uploads,
    readBack: Object.values(read),
    async evaluate({ gpu, compiled, data }: RunAccess, onBatch?: OnBatch): Promise<Report> {
      compiled.write(cursor, Uint32Array.of(0))
      const all: Found[] = []
      for (let i = 0; i < batches; i++) {
        const encoder = gpu.device.createCommandEncoder()
        compiled.programs[name]!.encode(encoder)
        gpu.device.queue.submit([encoder.finish()])
        all.push(...(await rowsOf(compiled, read)).slice(0, count - i * size))
        await onBatch?.(i + 1, batches)
      }
      const { protocol } = shape
      const scored = protocol ? withOrigins(all, data[part]!.streams.origin?.values) : all
      return scoreOf(scored, { ...shape, names: data.outputNames ?? shape.classNames })
    },
  }
}

/** @param origins recording, second and microsecond of each sample; without them, every sample is a recording of its own */
const withOrigins = (all: readonly Found[], origins: ArrayLike<number> | undefined): Found[] =>
  all.map((found, i) => {
    if (!origins) return { ...found, origin: { file: i, time: Number.MAX_SAFE_INTEGER } }
    const at = ORIGIN_COLUMNS * i
    return { ...found, origin: { file: origins[at]!, time: 1e6 * origins[at + 1]! + origins[at + 2]! } }
  })
