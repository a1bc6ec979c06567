/**
 * The memory of an agent over a sequence: one dispatch per direction walks over all steps. With one step and a carried state, it is what
 * an agent acts with: repeated dispatches of one step give the same bits as one over all steps.
 */
import type { Context } from '../../engine/graph'
import { driveColumns, isSpiking, statesOf } from './describe'
import { gatedMemory } from './gated'
import { minimalMemory } from './minimal'
import { type CellSpec, MAX_UNITS } from './schema'
import { spikingMemory } from './spiking'
import type { Memory, MemoryInputs, MemoryOptions } from './walk'

/**
 * Visible, each [steps, rows, padded size], of spiking neurons [steps * inner steps, ..]: `membrane` (before the reset), `spikes`, and with
 * gates `current`, `forgetGate`, `inputGate`; of a minGRU `forgetGate`, `inputGate`; of a GRU `resetGate`, `updateGate`, `candidate`; of an LSTM `inputGate`, `forgetGate`,
 * `candidate`, `outputGate`, `cell`.
 * @throws where a size does not fit, or spiking neurons have no surrogate
 */
export function memoryLayer(context: Context, name: string, spec: CellSpec, inputs: MemoryInputs, options: MemoryOptions): Memory {
  const { size } = options
  if (size < 1 || size > MAX_UNITS) throw new Error(`${name}: ${size} units, expected 1 to ${MAX_UNITS}`)
  const agrees = (what: string, got: number | undefined, want: number) => {
    if (got !== want) throw new Error(`${name}: ${what} has ${got} columns, expected ${want}`)
  }
  agrees('the drive', inputs.drive.value.shape[2], driveColumns(spec, size))
  agrees('what is carried', inputs.carried.shape[1], statesOf(spec, size))
  if (spec.kind === 'minGru') return minimalMemory(context, name, inputs, options)
  if (!isSpiking(spec)) return gatedMemory(context, name, spec, inputs, options)
  const { surrogate } = options
  if (!surrogate) throw new Error(`${name}: spiking neurons need a surrogate`)
  return spikingMemory(context, name, spec, inputs, { ...options, surrogate })
}
