/**
 * The stored values of a walk: sections of one tensor, each aligned, so that a walk binds one buffer and other code reads a section as a
 * tensor.
 */
import { BORDER, type Place, sizeOf, type Tensor, view } from '../../engine/tensor'

/** @param shapes of the sections, by name; an empty section is allowed but cannot be read as a tensor */
export function keptOf<S extends string>(name: string, shapes: Readonly<Record<S, readonly number[]>>, place: Place) {
  const places = {} as Record<S, number>
  const starts = {} as Record<S, number>
  let words = 0
  for (const section of Object.keys(shapes) as S[]) {
    starts[section] = words
    // Places count vec4s.
    places[section] = words / 4
    words += Math.ceil(sizeOf(shapes[section]) / BORDER) * BORDER
  }
  const whole = place(`${name}.kept`, [words])
  return {
    whole,
    places: places as Readonly<Record<S, number>>,
    section: (of: S): Tensor<'f32'> => view(whole, shapes[of], starts[of]),
  }
}
