/** Checks the settings of a sampler, and whether they fit the image that it receives. */
import { error, type Problem, warning } from '../../problem'
import { isFiring, type SamplerSpec } from './schema'

export function samplerProblems(spec: SamplerSpec, image: { readonly height: number; readonly width: number }): Problem[] {
  if (!isFiring(spec)) return []
  const problems: Problem[] = []
  const side = Math.min(image.height, image.width)
  const fitting = [7, 5, 3].find((kernel) => kernel <= side)
  if (spec.kernel > side)
    problems.push(
      error(
        'sampler.kernel',
        `A kernel of ${spec.kernel} × ${spec.kernel} is larger than an image of ${image.height} × ${image.width}.`,
        fitting === undefined ? undefined : { label: `Use ${fitting}`, path: 'sampler.kernel', value: fitting },
      ),
    )
  if (spec.resetTo > spec.threshold)
    problems.push(
      warning('sampler.resetTo', 'A spike resets the potential to above the threshold.', {
        label: 'Reset to 0',
        path: 'sampler.resetTo',
        value: 0,
      }),
    )
  if (spec.kind === 'arsnn' && spec.slices > spec.bins)
    problems.push(
      warning(
        'sampler.slices',
        `A pixel fires at most once a bin: of ${spec.slices} slices at least ${spec.slices - spec.bins} are always zero.`,
        { label: `Use ${spec.bins}`, path: 'sampler.slices', value: spec.bins },
      ),
    )
  return problems
}
