/** The parameters of a text by name. Their numbers are read from the text and set in it: it is all there is. Pure. */
import { parse } from './parse'
import type { Parameter } from './tree'

/** The parameters that are a number; none where the text has a fault. */
export function parametersIn(text: string): readonly Parameter[] {
  const found = parse(text)
  return found.ok ? found.model.parameters.filter(({ start }) => start.kind === 'number') : []
}

const named = (text: string, name: string) => parametersIn(text).find((parameter) => parameter.name === name)

export function parameterIn(text: string, name: string): number | undefined {
  const start = named(text, name)?.start
  return start?.kind === 'number' ? start.value : undefined
}

/** The text with a number for a parameter; undefined where it has no such parameter. */
export function withNumber(text: string, name: string, value: number): string | undefined {
  const parameter = named(text, name)
  return parameter && withParameter(text, parameter, value)
}

const NUMBER_OF_PARAMETER = /^(\s*param\s+\w+\s*=\s*)[-+]?\s*(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/

/** The text with another number for a parameter; everything else stays, including spaces and comments. */
export function withParameter(text: string, { at }: Pick<Parameter, 'at'>, value: number): string {
  // Every other part is the end of a line.
  const parts = text.split(/(\r\n|\r|\n)/)
  const index = 2 * (at.line - 1)
  parts[index] = (parts[index] ?? '').replace(NUMBER_OF_PARAMETER, (_, before: string) => `${before}${value}`)
  return parts.join('')
}
