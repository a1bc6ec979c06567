/** The time of each op of a training step, alone and repeated in one submission. */
import type { DataSet } from '../../data/streams'
import type { Gpu } from '../../engine/device'
import { timeWork } from '../../engine/timing'
import type { Experiment } from '../../experiments/schema'
import { openRunOf } from '../open-run'

export interface OpTiming {
  /** The shader and the tensor that it writes first. */
  readonly name: string
  /** Milliseconds of one dispatch in a pass of its own. */
  readonly ms: number
  readonly watch: boolean
}

export async function timeOps(gpu: Gpu, e: Experiment, data: DataSet): Promise<OpTiming[]> {
  using run = await openRunOf(gpu, e, data)
  run.submit(2)
  const timings: OpTiming[] = []
  for (const program of run.built.stages.map((stage) => run.compiled.programs[stage.program]!))
    for (const [i, op] of program.ops.entries()) {
      const { median } = await timeWork(gpu, (encoder) => program.encode(encoder, { watched: true, from: i, to: i + 1 }), { samples: 5 })
      const first = op.kind === 'scan' ? op.ops[0]! : op
      const written = first.kernel.bindings.findIndex((b) => b.access === 'read_write')
      timings.push({ name: `${first.kernel.shader} ${first.tensors[written]?.name}`, ms: median, watch: op.watch ?? false })
    }
  return timings
}
