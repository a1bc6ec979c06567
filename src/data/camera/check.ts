/** Checks the simulated event camera of an encoder. */
import { error, type Problem, warning } from '../../problem'
import { MOVE, MOVES, type PixelSpec } from './schema'

/** The maximum number of times that a pixel samples the moving image; more would keep a GPU busy for longer than browsers allow. */
const MAX_LOOKS = 4096

interface Camera extends Pick<PixelSpec, 'leak' | 'shotNoise' | 'refractory'> {
  readonly steps: number
  readonly microSteps: number
}

export function cameraProblems({ steps, microSteps, leak, shotNoise, refractory }: Camera): Problem[] {
  const problems: Problem[] = []
  const stepMs = (MOVES * MOVE) / 1000 / steps
  const looks = steps * microSteps
  const fewer = Math.max(1, Math.floor(MAX_LOOKS / steps))
  if (looks > MAX_LOOKS)
    problems.push(
      error(
        'encoder.microSteps',
        `${steps} steps of ${microSteps} micro-steps make ${looks} evaluations of each image; the maximum is ${MAX_LOOKS}.`,
        { label: `Use ${fewer}`, path: 'encoder.microSteps', value: fewer },
      ),
    )
  if (refractory > stepMs)
    problems.push(
      warning('encoder.refractory', `The refractory time is longer than a step (${stepMs.toFixed(1)} ms): most steps will be empty.`),
    )
  if (leak + shotNoise >= 10)
    problems.push(
      warning(
        leak > shotNoise ? 'encoder.leak' : 'encoder.shotNoise',
        `With ${leak + shotNoise} noise events per pixel and second, noise may hide the image.`,
      ),
    )
  return problems
}
