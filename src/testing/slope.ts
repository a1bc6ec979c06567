/** The gradient of a whole network on the GPU against a directional difference of the loss, in the smooth mode. Only tests import it. */
import { countsOf, type DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import { compile } from '../engine/plan'
import { randomKey, uniform } from '../engine/random'
import { buildExperiment } from '../experiments/build'
import type { Experiment } from '../experiments/schema'
import { disposable } from '../headless/disposable'

/**
 * Both slopes along one direction, the numeric one by Richardson extrapolation over two widths.
 * @param width of the wider difference; for a network with kinks, so small that few of them lie within it
 * @param factors of the training metrics in what the gradient is of: by default, of the loss alone
 */
export async function slopesOf(
  gpu: Gpu,
  e: Experiment,
  data: DataSet,
  width = 0.008,
  factors: readonly number[] = [1],
): Promise<{ numeric: number; analytic: number }> {
  const built = buildExperiment(e, { smooth: true, counts: countsOf(data) })
  const { network, control } = built.networks[0]!
  const stages = built.stages.filter(({ program }) => program !== 'update')
  const programs = Object.fromEntries(stages.map(({ program }) => [program, built.programs[program]!]))
  using compiled = disposable(await compile(gpu, programs, { readBack: built.readBack }))
  for (const { tensor, from } of built.uploads) if (compiled.holds(tensor)) compiled.write(tensor, from(data))
  const values = network.initialValues()
  const run = async (weights: Float32Array<ArrayBuffer>) => {
    compiled.write(network.values, weights)
    compiled.write(network.grads, new Float32Array(weights.length))
    compiled.write(control.micro, new Uint32Array(1))
    const encoder = gpu.device.createCommandEncoder()
    for (const { program, repeat } of stages) for (let i = 0; i < repeat; i++) compiled.programs[program]!.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    const metrics = new Float32Array(await compiled.read(control.metrics))
    const stride = control.metrics.shape[1]!
    const meanOf = (metric: number) =>
      metrics.subarray(metric * stride, metric * stride + control.batch).reduce((a, b) => a + b, 0) / control.batch
    return factors.reduce((sum, factor, metric) => (factor === 0 ? sum : sum + factor * meanOf(metric)), 0)
  }
  await run(values)
  const grads = new Float32Array(await compiled.read(network.grads))
  return await slopesAlong(values, grads, run, width)
}

/** Both slopes of any loss: `run` computes it with other weights, `grads` is its gradient at the current ones. */
export async function slopesAlong(
  values: Float32Array<ArrayBuffer>,
  grads: Float32Array,
  run: (weights: Float32Array<ArrayBuffer>) => Promise<number>,
  width = 0.008,
): Promise<{ numeric: number; analytic: number }> {
  const key = randomKey(9, 9)
  // Half along the gradient, so that float32 can resolve the difference, half at random; padding stays 0.
  const noise = Float32Array.from(values, (v, i) => (grads[i] === 0 && v === 0 ? 0 : 2 * uniform(key, i) - 1))
  const norm = (a: Float32Array) => Math.sqrt(a.reduce((sum, x) => sum + x * x, 0))
  const [gradNorm, noiseNorm] = [norm(grads), norm(noise)]
  const direction = Float32Array.from(values, (_, i) => grads[i]! / gradNorm + noise[i]! / noiseNorm)
  const length = norm(direction)
  const slope = async (h: number) => {
    const at = (sign: number) => run(Float32Array.from(values, (v, i) => v + (sign * h * direction[i]!) / length))
    return ((await at(1)) - (await at(-1))) / (2 * h)
  }
  const [coarse, fine] = [await slope(width), await slope(width / 2)]
  const analytic = grads.reduce((sum, g, i) => sum + (g * direction[i]!) / length, 0)
  return { numeric: (4 * fine - coarse) / 3, analytic }
}
