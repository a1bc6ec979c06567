/** What is kept of a walk: sections of one tensor, each at a border, so that a walk binds one buffer and others read a section as a tensor. */
import { BORDER } from '../../engine/network'
import { sizeOf, type Tensor, tensor, view } from '../../engine/tensor'

/** @param shapes of the sections, by name; one of no element is there, and no tensor can be seen of it */
export function keptOf<S extends string>(name: string, shapes: Readonly<Record<S, readonly number[]>>) {
  const places = {} as Record<S, number>
  const starts = {} as Record<S, number>
  let words = 0
  for (const section of Object.keys(shapes) as S[]) {
    starts[section] = words
    // In vec4.
    places[section] = words / 4
    words += Math.ceil(sizeOf(shapes[section]) / BORDER) * BORDER
  }
  const whole = tensor(`${name}.kept`, 'f32', [words])
  return {
    whole,
    places: places as Readonly<Record<S, number>>,
    section: (of: S): Tensor<'f32'> => view(whole, shapes[of], starts[of]),
  }
}
