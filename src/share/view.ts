/** What a link says of the screen, beside the experiment: `layer:lif2,step:3`. What cannot be read is left out and noted. */
import { quote } from './json'

export interface View {
  readonly layer?: string
  /** Time step, from 0. */
  readonly step?: number
  /** Of the pinned samples. */
  readonly sample?: number
  readonly neuron?: number
}

const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/
const COUNT = /^\d{1,7}$/

/** `&view=...`, or nothing where there is nothing to say. */
export function printView({ layer, step, sample, neuron }: View): string {
  const items: string[] = []
  if (layer !== undefined && NAME.test(layer)) items.push(`layer:${layer}`)
  for (const [key, value] of Object.entries({ step, sample, neuron }))
    if (value !== undefined && COUNT.test(String(value))) items.push(`${key}:${value}`)
  return items.length > 0 ? `&view=${items.join(',')}` : ''
}

export function parseView(text: string, notes: string[]): View {
  const view: { layer?: string; step?: number; sample?: number; neuron?: number } = {}
  for (const item of text.split(',').slice(0, 16)) {
    const [key, value = '', ...rest] = item.split(':')
    if (rest.length === 0 && key === 'layer' && NAME.test(value)) view.layer = value
    else if (rest.length === 0 && (key === 'step' || key === 'sample' || key === 'neuron') && COUNT.test(value)) view[key] = Number(value)
    else if (item !== '') notes.push(`The view has a part ${quote(item)} that is not understood. It was left out.`)
  }
  return view
}
