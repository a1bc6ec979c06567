/**
 * The same work in the same browser with TensorFlow.js, as a peer: training steps until their loss is read back, written as its users write
 * them. Bernoulli input is drawn once, outside the timed step, which favors the peer. Large: imported only when it is asked for.
 */

import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-webgpu'
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import { medianWithin } from '../engine/timing'
import type { PeerTable } from '../readings/device-table'
import type { PeerWork, Workload } from './workloads'

const VERSION = `TensorFlow.js ${tf.version_core}`

type Backend = 'webgpu' | 'wasm' | 'cpu'

interface Timing {
  /** How long the steps of a workload are timed. */
  readonly ms?: number
  readonly signal?: AbortSignal
}

/** Times those of the workloads that it can do, and frees what it took. @throws with a sentence where its backend does not start */
export async function benchPeer(
  workloads: readonly Workload[],
  { onProgress, ...timing }: Timing & { readonly onProgress?: (done: number, total: number, what: string) => void },
): Promise<PeerTable> {
  const name = `${VERSION}, WebGPU`
  const works = workloads.flatMap(({ title, peer }) => (peer ? [{ title, peer }] : []))
  const steps: PeerTable['steps'][number][] = []
  for (const { title, peer } of works) {
    onProgress?.(steps.length, works.length, `${VERSION}: ${title}`)
    steps.push({ title, ms: await timePeer('webgpu', peer, timing) })
  }
  return { name, steps }
}

/** Median milliseconds of a training step, until its loss is read back. */
export async function timePeer(backend: Backend, work: PeerWork, { ms = 2000, signal }: Timing = {}): Promise<number> {
  signal?.throwIfAborted()
  await start(backend)
  try {
    const step = work.kind === 'dense' ? denseStep(work) : convolutionStep(work)
    const once = async () => {
      const loss = step()
      await loss.data()
      loss.dispose()
    }
    return await medianWithin(ms, once, signal)
  } finally {
    free()
  }
}

async function start(backend: Backend): Promise<void> {
  if (tf.findBackendFactory(backend) === null || !(await tf.setBackend(backend)))
    throw new Error(`${VERSION} does not start its ${backend} backend in this browser, so it was not timed.`)
}

/** All tensors and the backend, with its device. */
function free(): void {
  const { device } = tf.backend() as Partial<WebGPUBackend>
  tf.engine().reset()
  device?.destroy()
}

/** A step at the threshold, with the gradient of a rectangle of width 1 around it. */
const spikeOf = tf.customGrad((v, save) => {
  const x = v as tf.Tensor
  ;(save as (tensors: tf.Tensor[]) => void)([x])
  return {
    value: tf.cast(tf.greaterEqual(x, 0), 'float32'),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.cast(tf.less(tf.abs(saved[0]!), 0.5), 'float32')),
  }
})

const labelsOf = (batch: number): tf.Tensor =>
  tf.oneHot(
    tf.tensor1d(
      Array.from({ length: batch }, (_, i) => i % 10),
      'int32',
    ),
    10,
  )

/** The network 784-hidden-10 of two LIF layers, by Adam. */
function denseStep({ hidden, batch, steps }: PeerWork & { kind: 'dense' }): () => tf.Scalar {
  const weight1 = tf.variable(tf.randomNormal([784, hidden], 0, 0.05)) as unknown as tf.Tensor2D
  const bias1 = tf.variable(tf.zeros([hidden]))
  const weight2 = tf.variable(tf.randomNormal([hidden, 10], 0, 0.1)) as unknown as tf.Tensor2D
  const bias2 = tf.variable(tf.zeros([10]))
  const inputs = Array.from({ length: steps }, () => tf.cast(tf.less(tf.randomUniform([batch, 784]), 0.13), 'float32') as tf.Tensor2D)
  const labels = labelsOf(batch)
  const optimizer = tf.train.adam(1e-3)
  const loss = () => {
    let v1: tf.Tensor = tf.zeros([batch, hidden])
    let v2: tf.Tensor = tf.zeros([batch, 10])
    let rate: tf.Tensor = tf.zeros([batch, 10])
    for (const x of inputs) {
      v1 = tf.add(tf.mul(v1, 0.9), tf.add(tf.matMul(x, weight1), bias1))
      const s1 = spikeOf(tf.sub(v1, 1)) as tf.Tensor2D
      v1 = tf.mul(v1, tf.sub(1, s1))
      v2 = tf.add(tf.mul(v2, 0.9), tf.add(tf.matMul(s1, weight2), bias2))
      const s2 = spikeOf(tf.sub(v2, 1))
      v2 = tf.mul(v2, tf.sub(1, s2))
      rate = tf.add(rate, s2)
    }
    return tf.losses.softmaxCrossEntropy(labels, tf.div(rate, steps)) as tf.Scalar
  }
  return () => optimizer.minimize(loss, true)!
}

/** Two convolutions of 3 x 3 with tdBN and LIF, average pooling, linear: 28 x 28, by SGD with momentum. */
function convolutionStep({ batch, steps }: PeerWork & { kind: 'convolution' }): () => tf.Scalar {
  const threshold = 0.5
  const kernel1 = tf.variable(tf.randomNormal([3, 3, 1, 16], 0, 0.3)) as unknown as tf.Tensor4D
  const kernel2 = tf.variable(tf.randomNormal([3, 3, 16, 32], 0, 0.1)) as unknown as tf.Tensor4D
  const [gamma1, beta1] = [tf.variable(tf.ones([16])), tf.variable(tf.zeros([16]))]
  const [gamma2, beta2] = [tf.variable(tf.ones([32])), tf.variable(tf.zeros([32]))]
  const weight = tf.variable(tf.randomNormal([7 * 7 * 32, 10], 0, 0.03)) as unknown as tf.Tensor2D
  const images = tf.randomUniform([batch, 28, 28, 1]) as tf.Tensor4D
  const labels = labelsOf(batch)
  const normalize = (x: tf.Tensor4D, gamma: tf.Tensor, beta: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2])
    return tf.add(tf.mul(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gamma), threshold), beta)
  }
  /** Products see time unrolled over the axis of the batch; neurons step through it. */
  const neurons = (current: tf.Tensor) => {
    const parts = tf.split(current, steps, 0)
    let v: tf.Tensor = tf.zerosLike(parts[0]!)
    const spikes = parts.map((x) => {
      const u = tf.add(tf.mul(v, 0.2), x)
      const s = spikeOf(tf.sub(u, threshold))
      v = tf.mul(u, tf.sub(1, s))
      return s
    })
    return tf.concat(spikes, 0)
  }
  const optimizer = tf.train.momentum(0.1, 0.9)
  const loss = () => {
    const current = normalize(tf.conv2d(images, kernel1, 1, 'same'), gamma1, beta1)
    const spikes1 = neurons(tf.tile(current as tf.Tensor4D, [steps, 1, 1, 1]))
    const pooled1 = tf.avgPool(spikes1 as tf.Tensor4D, 2, 2, 'valid')
    const spikes2 = neurons(normalize(tf.conv2d(pooled1, kernel2, 1, 'same'), gamma2, beta2))
    const pooled2 = tf.avgPool(spikes2 as tf.Tensor4D, 2, 2, 'valid')
    const logits = tf.matMul(tf.reshape(pooled2, [steps * batch, 7 * 7 * 32]) as tf.Tensor2D, weight)
    return tf.losses.softmaxCrossEntropy(labels, tf.mean(tf.reshape(logits, [steps, batch, 10]), 0)) as tf.Scalar
  }
  return () => optimizer.minimize(loss, true)!
}
