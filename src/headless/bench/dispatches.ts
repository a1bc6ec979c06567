/** How many dispatches a training step of each preset takes, and how many bytes they bind: what a step costs where calls, not arithmetic, are the limit. */
import { countDispatches, prune } from '../../engine/memory'
import { buildExperiment } from '../../experiments/build'
import { PRESETS } from '../../experiments/presets'
import { bytesOf } from '../../experiments/profile'

/** A line for each preset; built for its whole data set, without a device. */
export function dispatchTable(): string {
  const lines = PRESETS.map(({ name, experiment }) => {
    const { stages, programs } = buildExperiment(experiment)
    const ops = stages.flatMap(({ program, repeat }) =>
      Array(repeat)
        .fill(prune(programs[program]!).filter((op) => !op.watch))
        .flat(),
    )
    return `${name.padEnd(28)}${String(countDispatches(ops)).padStart(6)}${(bytesOf(ops) / 2 ** 20).toFixed(1).padStart(10)} MiB`
  })
  return `${lines.join('\n')}\n`
}
