/** The conformance op of cross-modality attention, through its own layer. */
import type { Gpu } from '../../engine/device'
import type { Layer } from '../../engine/graph'
import type { Parameter } from '../../engine/network'
import { attend } from '../../layers/attention/layer'
import { type Both, bothOf, type Join, STREAMS, type Stream } from '../../layers/attention/schema'
import { type Inspection, inspect } from '../readable-tensors'
import { cmaFusionAttributes } from './attributes'
import { type Computed, mustAgree } from './compare'
import { type CaseImage, imageOf, mapBack, mapOf, mapRows } from './images'
import { channelsFirst, channelsLast, padRows, trimRows } from './layout'
import { contextFor } from './neurons'
import { type Case, need } from './read'

type Numbers = ArrayLike<number>
const JOINS = ['none', 'concat'] as const satisfies readonly Join[]

/** Computes the case with two outputs and with one joined output; their bits must be equal, so only one result is compared. */
export async function runCmaFusion(gpu: Gpu, c: Case): Promise<Computed> {
  const results = await Promise.all(JOINS.map((join) => runAs(gpu, c, join)))
  return mustAgree(results, JOINS)
}

async function runAs(gpu: Gpu, c: Case, join: (typeof JOINS)[number]): Promise<Computed> {
  const spec = cmaFusionAttributes.parse(c.attrs)
  const images = bothOf((stream) => imageOf(need(c.inputs, stream)))
  const context = contextFor('train', images.event.steps, images.event.batch)
  const inputs = bothOf((stream) => mapOf(images[stream], 'dense'))
  const made = attend(context, 'cma', inputs.event, inputs.frame, { ...spec, join, seed: 0 })
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput, ...made.backwardParameters])
  for (const parameter of made.parameters) bench.write(parameter.value, toMemory(parameter, need(c.inputs, nameOf(parameter)).data))
  for (const stream of STREAMS) bench.write(inputs[stream].value, mapRows(need(c.inputs, stream), images[stream]))
  writeCotangents(bench, c, made, images)
  bench.run()
  const gradients: Record<string, Numbers> = {}
  for (const stream of STREAMS) gradients[stream] = mapBack(await bench.f32(inputs[stream].grad!), images[stream])
  for (const parameter of made.parameters) gradients[nameOf(parameter)] = toFile(parameter, await bench.f32(parameter.grad))
  return { outputs: { ...(await outputsOf(bench, made, images)), ...(await scoresOf(bench, made)) }, gradients }
}

const nameOf = ({ name }: Parameter) => name.slice(name.indexOf('.') + 1)

/** Weights are [out, in] in files and [in, out] here; of a window [1, 2, kernel, kernel] and [kernel, kernel, 2, 1]. */
const lastOf = ({ value: { shape } }: Parameter): number => (shape.length === 2 ? shape[1]! : shape[2]!)
function toMemory(parameter: Parameter, data: readonly number[]): Float32Array<ArrayBuffer> {
  if (data.length !== parameter.count) throw new Error(`${data.length} values for ${nameOf(parameter)} [${parameter.value.shape}]`)
  return Float32Array.from(channelsLast(data, lastOf(parameter), data.length / lastOf(parameter)))
}
const toFile = (parameter: Parameter, data: ArrayLike<number>) => channelsFirst(data, lastOf(parameter), data.length / lastOf(parameter))

/** Rows of both streams side by side, as the joined output has them. */
function together(rows: Both<Numbers>, { event, frame }: Both<CaseImage>): Float64Array {
  const channels = event.channels + frame.channels
  return Float64Array.from({ length: rows.event.length + rows.frame.length }, (_, i) => {
    const [row, c] = [Math.floor(i / channels), i % channels]
    return c < event.channels ? rows.event[row * event.channels + c]! : rows.frame[row * frame.channels + c - event.channels]!
  })
}

function writeCotangents(bench: Inspection, c: Case, { outputs }: Layer, images: Both<CaseImage>): void {
  const rows = bothOf((stream) => {
    const { channels, positions } = images[stream]
    const zeros = new Float64Array(need(c.inputs, stream).data.length)
    return channelsLast(c.cotangents[stream]?.data ?? zeros, channels, positions)
  })
  const write = (at: number, data: Numbers) => {
    const { grad, features } = outputs[at]!
    bench.write(grad!, padRows(data, features))
  }
  if (outputs.length === 1) write(0, together(rows, images))
  else for (const [at, stream] of STREAMS.entries()) write(at, rows[stream])
}

async function outputsOf(bench: Inspection, { outputs }: Layer, images: Both<CaseImage>): Promise<Both<Numbers>> {
  const rows = await Promise.all(outputs.map(async ({ value, features }) => trimRows(await bench.f32(value), features)))
  const back = (stream: Stream, data: Numbers) => channelsFirst(data, images[stream].channels, images[stream].positions)
  if (rows.length === 2) return { event: back('event', rows[0]!), frame: back('frame', rows[1]!) }
  const { event, frame } = bothOf((stream) => images[stream].channels)
  const columns = (first: number, count: number) =>
    rows[0]!.filter((_, i) => i % (event + frame) >= first && i % (event + frame) < first + count)
  return { event: back('event', columns(0, event)), frame: back('frame', columns(event, frame)) }
}

/** The scores under the names that they have in files. */
async function scoresOf(bench: Inspection, { visible }: Layer): Promise<Record<string, Numbers>> {
  const scores: Record<string, Numbers> = {}
  for (const [name, scored] of Object.entries(visible)) if (name !== 'output') scores[`${name}Scores`] = await bench.f32(scored)
  return scores
}
