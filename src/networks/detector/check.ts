/** Checks the settings of a detector, and whether they fit the image that it receives. */
import { error, type Problem } from '../../problem'
import { type DetectorSpec, STRIDES } from './schema'

export function detectorProblems(
  { strides, stages, pools }: Pick<DetectorSpec, 'strides' | 'stages' | 'pools'>,
  { height, width }: { readonly height: number; readonly width: number },
): Problem[] {
  const known: readonly number[] = STRIDES
  if (strides.some((stride, i) => !known.includes(stride) || (i > 0 && stride <= strides[i - 1]!)))
    return [
      error('network.strides', 'The strides are some of 4, 8, 16 and 32, each once and in this order.', {
        label: 'Use 8 and 16',
        path: 'network.strides',
        value: [8, 16],
      }),
    ]
  const largest = strides.at(-1)!
  const needed = known.indexOf(largest) + 1
  const divides = (stride: number) => height % stride === 0 && width % stride === 0
  const smaller = strides.filter(divides)
  const fitting = smaller.length > 0 ? smaller : STRIDES.filter(divides).slice(-1)
  return [
    ...(stages.length < needed
      ? [error('network.stages', `A stride of ${largest} needs ${needed} stages, and there are channels for ${stages.length}.`)]
      : []),
    ...(!divides(largest)
      ? [
          error(
            'network.strides',
            `An image of ${height} × ${width} is not made of blocks of ${largest} × ${largest}, the largest stride.`,
            fitting.length === 0 ? undefined : { label: `Use ${fitting.join(' and ')}`, path: 'network.strides', value: fitting },
          ),
        ]
      : []),
    ...(pools.some((side) => side % 2 === 0)
      ? [
          error('network.pools', 'A window of pyramid pooling has an odd side, so that it has a middle.', {
            label: 'Make them odd',
            path: 'network.pools',
            value: pools.map((side) => (side % 2 === 0 ? side - 1 : side)),
          }),
        ]
      : []),
  ]
}
