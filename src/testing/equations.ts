/** The kernels that are printed from the published models, for contract tests: alone, behind a normalization with a dropout, and recurrent. */
import { link, type Sources } from '../engine/link'
import { backwardSource, type Pass } from '../neurons/equations/backward-shader'
import { read } from '../neurons/equations/check'
import { differentiate } from '../neurons/equations/derivative'
import { printedKernel } from '../neurons/equations/kernels'
import { programOf } from '../neurons/equations/program'
import { forwardSource, type Source } from '../neurons/equations/shader'
import { SHELF } from '../neurons/equations/shelf'
import type { Lanes, Printed } from '../neurons/equations/wgsl'
import type { LooseKernel } from './kernels'

const PLACES = {
  alone: ['plain', 'squares'],
  'behind a normalization': ['sums', 'affine', 'squares'],
  recurrent: ['recurrent', 'squares'],
} as const satisfies Readonly<Record<string, readonly Pass[]>>
type Place = keyof typeof PLACES

/** Prints a model with its learned parameters stored and all others uniform. */
export function printedOf(text: string, place: Place, lanes: Lanes = 4): Printed {
  const found = read(text)
  if (!found.ok) throw new Error(found.faults.map(({ message }) => message).join(' '))
  const { parameters, surrogate } = found.model
  const program = programOf(found.model)
  return {
    program,
    derived: differentiate(program),
    shown: program.potential,
    uniform: parameters.filter(({ learned }) => learned === null).map(({ name }) => name),
    stored: parameters.flatMap(({ name, learned }) => (learned === null ? [] : [{ name, per: learned }])),
    given: ['s'],
    surrogate: surrogate ? null : 3,
    windows: false,
    measured: false,
    masked: place === 'behind a normalization',
    affine: place === 'behind a normalization',
    recurrent: place === 'recurrent',
    smooth: false,
    lanes,
  }
}

/** The models whose kernels are printed for one neuron an invocation, too, as those of long texts are. */
const LONG = ['adlif', 'brf']

export function printedShaders(sources: Sources) {
  const models = [
    ...SHELF.map((model) => ({ ...model, lanes: 4 as const })),
    ...SHELF.filter(({ name }) => LONG.includes(name)).map((model) => ({ ...model, lanes: 1 as const })),
  ]
  return models.flatMap(({ name, text, lanes }) =>
    (Object.keys(PLACES) as Place[]).flatMap((place) => {
      const printed = printedOf(text, place, lanes)
      const passes: readonly (readonly [string, Source])[] = [
        ['forward', forwardSource(printed)],
        ...PLACES[place].map((pass) => [pass, backwardSource(printed, pass)] as const),
      ]
      return passes.map(([pass, source]) => {
        const kernel = printedKernel(pass, source, () => 1) as unknown as LooseKernel
        const { code } = link(kernel.shader, { ...sources, ...source.libraries, [kernel.shader]: source.code })
        return { name: `${name}, ${pass}, ${place}${lanes === 1 ? ', one neuron an invocation' : ''}`, kernel, source: source.code, code }
      })
    }),
  )
}
