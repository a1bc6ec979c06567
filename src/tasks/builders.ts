/** How each kind of experiment is built and loaded: the part that needs shaders, separate from registry.ts. A new kind is a line here. */

import { encodedAsGathered } from '../data/gathered'
import type { DataSources, OnProgress } from '../data/sources'
import type { DataSet } from '../data/streams'
import { dividedByRepetition } from '../engine/once'
import { joined } from '../layers/joined/joined'
import { normed, normedAfter } from '../layers/joined/norm'
import { listedOnce, listedTogether } from '../layers/linear/lists'
import { paired } from '../layers/linear/pairs'
import { pooledByNeurons } from '../networks/pooled'
import type { BuildOptions, Built, Stage } from './built'
import { classification } from './classification/builder'
import { control } from './control/builder'
import { detection } from './detection/builder'
import type { Spec } from './registry'
import { regression } from './regression/builder'
import { response } from './response/builder'

/** Declared with methods, so that builders of different experiments fit in one list. */
export interface Builder<Spec> {
  readonly kind: string
  /** Pure: needs no GPU and no samples. */
  build(spec: Spec, options?: BuildOptions): Built
  load(spec: Spec, sources: DataSources, onProgress: OnProgress): Promise<DataSet>
}

const BUILDERS: readonly Builder<Spec>[] = [classification, regression, response, detection, control]

export function builderOf({ task }: Spec): Builder<Spec> {
  const found = BUILDERS.find(({ kind }) => kind === task)
  if (!found) throw new Error(`There is nothing here that builds ${task}.`)
  return { ...found, build: (spec, options) => withOpsOnce(withNorms(withJoinedOps(found.build(spec, options)))) }
}

/** Ops that need not wait for each other become one. */
const withJoinedOps = (built: Built): Built => ({
  ...built,
  programs: Object.fromEntries(
    Object.entries(built.programs).map(([name, ops]) => [
      name,
      normed(joined(paired(listedTogether(listedOnce(pooledByNeurons(encodedAsGathered(ops, built.readBack), built.readBack)))))),
    ]),
  ),
})

/** The gradient norm moves from a program that begins with it into the one that always runs once right before it. */
function withNorms(built: Built): Built {
  const programs = { ...built.programs }
  for (const program of new Set(built.stages.map((stage) => stage.program))) {
    const before = built.stages.flatMap((stage, i) => (stage.program === program ? [built.stages[i - 1]] : []))
    const [first] = before
    if (!first || first.program === program || before.some((stage) => stage?.program !== first.program || stage.repeat > 1)) continue
    ;[programs[first.program], programs[program]] = normedAfter(programs[first.program]!, programs[program]!)
  }
  return { ...built, programs }
}

/** Moves ops whose results are the same in each repetition of a stage into a stage that runs once before it. */
function withOpsOnce(built: Built): Built {
  const programs = { ...built.programs }
  const onceOf = new Map<string, string>()
  for (const { program, repeat } of [...built.stages, ...built.preview]) {
    if (repeat === 1 || onceOf.has(program)) continue
    const { once, each } = dividedByRepetition(programs[program]!)
    if (once.length === 0) continue
    onceOf.set(program, `${program}Once`)
    programs[program] = each
    programs[`${program}Once`] = once
  }
  const withOnce = (stage: Stage): Stage[] => {
    const program = onceOf.get(stage.program)
    return program === undefined ? [stage] : [{ program, repeat: 1 }, stage]
  }
  return { ...built, programs, stages: built.stages.flatMap(withOnce), preview: built.preview.flatMap(withOnce) }
}
