/**
 * A real WebGPU device for tests. No adapter is a failure, never a skip, and an error that no scope caught fails the test
 * in which it happened.
 */
import { afterAll, afterEach } from 'vitest'
import type { Gpu } from '../engine/device'
import type { Op } from '../engine/kernel'
import type { Sources } from '../engine/link'
import type { Data, Tensor } from '../engine/tensor'
import { openDawn } from '../headless/dawn'
import { inspect } from '../headless/readable-tensors'

export interface TestGpu extends Gpu {
  /** The device's errors since the last call, once all submitted work is done: for tests that provoke them. */
  takeErrors(): Promise<string[]>
  /** @throws with the device's errors */
  expectNoErrors(): Promise<void>
}

/**
 * Call it at the top of a test file, `const gpu = await testGpu()`: it checks for errors after each test and destroys
 * the device after the last one, without which Node aborts at exit.
 */
export async function testGpu(extraSources: Sources = {}): Promise<TestGpu> {
  const gpu = await openDawn(extraSources)
  const errors: string[] = []
  gpu.onError((message) => void errors.push(message))
  const takeErrors = async () => {
    await gpu.device.queue.onSubmittedWorkDone()
    return errors.splice(0)
  }
  const expectNoErrors = async () => {
    const said = await takeErrors()
    if (said.length > 0) throw new Error(`the device reported errors:\n${said.join('\n')}`)
  }
  afterEach(expectNoErrors)
  afterAll(async () => {
    await expectNoErrors()
    gpu.device.destroy()
  })
  return { ...gpu, takeErrors, expectNoErrors }
}

/** A device whose shaders compile quickly, for tests that compile many and compute little with each. */
export async function kernelGpu(extraSources: Sources = {}): Promise<TestGpu> {
  compileQuickly()
  return testGpu(extraSources)
}

/**
 * Makes Mesa's llvmpipe leave out LLVM's optimization passes; call before the first device of a process. Shaders give the same bits, run
 * slower, and compile in about half the time. Other adapters ignore it.
 */
export function compileQuickly(): void {
  process.env.GALLIVM_PERF ??= 'nopt'
}

/** Runs ops once with the given contents and reads float tensors back, in order. */
export async function runOps(
  gpu: Gpu,
  ops: readonly Op[],
  writes: readonly (readonly [Tensor, Data])[],
  reads: readonly Tensor[],
): Promise<Float32Array<ArrayBuffer>[]> {
  using bench = await inspect(gpu, ops)
  for (const [t, data] of writes) bench.write(t, data)
  bench.run()
  return await Promise.all(reads.map(bench.f32))
}

/** Like `runOps`, for tensors of words. */
export async function runWords(
  gpu: Gpu,
  ops: readonly Op[],
  writes: readonly (readonly [Tensor, Data])[],
  reads: readonly Tensor[],
): Promise<Uint32Array<ArrayBuffer>[]> {
  return (await runOps(gpu, ops, writes, reads)).map((data) => new Uint32Array(data.buffer))
}
