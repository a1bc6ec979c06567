/** Runs conformance cases through the real shaders and reports the error of each, one line per case. */

import type { Gpu } from '../../engine/device'
import { messageOf } from '../../problem'
import { runActorLoss, runCriticLoss } from './actor-critic'
import { runCmaFusion } from './attention'
import { type Computed, compare } from './compare'
import { runGae, runTdLambda } from './control'
import { runDelay, runDelayedConv2d } from './delays'
import { runAveragePrecision, runDetectionLoss, runNms, runSimOta, runYoloxDecode } from './detection'
import { runSpikeDistance } from './distances'
import { runDistillation } from './distillation'
import { runEnvironment } from './environments'
import { runEquations } from './equations'
import { runScoreCosine, runStepJacobian } from './gradients'
import { runConv2d, runPool2d } from './images'
import { runGaussianKl, runPspLoss } from './latent'
import { runLossTerms } from './loss-terms'
import { runGrsn } from './memory'
import { runLif, runMpdAgl, runNoisyLif } from './neurons'
import { runEprop, runOnlineLinear, runOnlineUpdates } from './online'
import { runParallelNeuron } from './parallel'
import { runLinear, runLoss, runOptimizer } from './products'
import { type Case, caseFiles, readCase } from './read'
import { runRecurrentLif } from './recurrent'
import { runArsnn, runEventBins } from './sampler'
import { runAggregate, runPairedDifference } from './statistics'
import { runQmix, runQmixLoss } from './team'
import { isTeam, runTeam } from './teams'
import { runTecosStep } from './tecos'
import { runTrace } from './trace'

/** The ops by their names in the files. */
const OPS: Readonly<Record<string, (gpu: Gpu, c: Case) => Promise<Computed>>> = {
  lif: runLif,
  noisyLif: runNoisyLif,
  neuronEquations: runEquations,
  recurrentLif: runRecurrentLif,
  parallelNeuron: runParallelNeuron,
  grsn: runGrsn,
  mpdAgl: runMpdAgl,
  linear: runLinear,
  onlineLinear: runOnlineLinear,
  onlineUpdates: runOnlineUpdates,
  eprop: runEprop,
  delay: runDelay,
  delayedConv2d: runDelayedConv2d,
  conv2d: runConv2d,
  pool2d: runPool2d,
  cmaFusion: runCmaFusion,
  loss: runLoss,
  lossTerms: runLossTerms,
  distillation: runDistillation,
  gaussianKl: runGaussianKl,
  pspLoss: runPspLoss,
  tecosStep: runTecosStep,
  optimiser: runOptimizer,
  trainingTrace: runTrace,
  yoloxDecode: runYoloxDecode,
  simOta: runSimOta,
  detectionLoss: runDetectionLoss,
  nms: runNms,
  averagePrecision: async (_, c) => runAveragePrecision(c),
  eventBins: runEventBins,
  arsnn: runArsnn,
  criticLoss: runCriticLoss,
  actorLoss: runActorLoss,
  gae: runGae,
  environment: (gpu, c) => (isTeam(c) ? runTeam(gpu, c) : runEnvironment(gpu, c)),
  tdLambda: runTdLambda,
  qmix: runQmix,
  qmixLoss: runQmixLoss,
  stepJacobian: runStepJacobian,
  scoreCosine: runScoreCosine,
  spikeDistance: async (_, c) => runSpikeDistance(c),
  pairedDifference: async (_, c) => runPairedDifference(c),
  aggregate: async (_, c) => runAggregate(c),
}

export interface CaseResult {
  readonly passed: boolean
  /** The name, and each tensor's error or what went wrong. */
  readonly line: string
}

export async function runCase(gpu: Gpu, c: Case): Promise<CaseResult> {
  const op = Object.hasOwn(OPS, c.op) ? OPS[c.op] : undefined
  if (!op) return { passed: false, line: `${c.name}  FAILED: ${c.op} is not an op of this project` }
  const comparisons = compare(c, await op(gpu, c))
  const passed = comparisons.length > 0 && comparisons.every((r) => r.passed)
  const errors = comparisons.map((r) => `${r.name} ${r.error.toExponential(1)}${r.passed ? '' : ' FAILED'}`)
  return { passed, line: `${c.name}  ${errors.length > 0 ? errors.join('  ') : 'FAILED: it holds no answer'}` }
}

/** Runs one file. A file that cannot be read or run counts as failed. */
export async function runFile(gpu: Gpu, file: string): Promise<CaseResult> {
  try {
    return await runCase(gpu, readCase(file))
  } catch (error) {
    const message = messageOf(error)
    return { passed: false, line: `${file}  FAILED: ${message.replaceAll('\n', ' ')}` }
  }
}

/** Runs every case below the folders; ends with the line `N passed, N failed`. @throws where a folder does not exist. */
export async function runFolders(
  gpu: Gpu,
  folders: readonly string[],
  print: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  let passed = 0
  let failed = 0
  for (const file of folders.flatMap(caseFiles)) {
    const result = await runFile(gpu, file)
    if (result.passed) passed++
    else failed++
    print(result.line)
  }
  print(`${passed} passed, ${failed} failed`)
  return { passed, failed }
}
