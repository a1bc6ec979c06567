/** A WebGPU device in Node: Dawn, on the available Vulkan driver. Nothing here is bundled for the browser. */
import { setImmediate, setTimeout } from 'node:timers'
import { create, globals } from 'webgpu'
import { type Gpu, NoDevice, openGpu } from '../engine/device'
import type { Sources } from '../engine/link'
import { readShaders } from './shaders'

// Node knows GPUBufferUsage and its like only once Dawn has brought them.
Object.assign(globalThis, globals)

// Dawn stops when its instance is collected, so the instance lives as long as the process.
const instance = create([])

/**
 * While work is under way, the binding asks Dawn by `setImmediate` whether it is done, over and over, which takes a core from the work
 * itself where the processor is the GPU. Here it asks every millisecond; that a callback is the binding's shows in its source, which is native.
 */
const isOfBinding = (callback: unknown): boolean => Function.prototype.toString.call(callback).includes('[native code]')
const paced = Object.assign(
  (callback: () => void, ...args: []) => (isOfBinding(callback) ? setTimeout(callback, 1) : setImmediate(callback, ...args)),
  setImmediate,
) as typeof setImmediate

export const INSTALL_HINT = 'No graphics adapter in Node. On Debian or Ubuntu: apt-get install mesa-vulkan-drivers'

/**
 * Destroy the device before the process ends, or Node aborts. @throws with a hint on what to install if there is no adapter
 * @param timed whether short work is to be timed: that it is done is then noticed at once, at the cost of a core
 */
export async function openDawn(extraSources: Sources = {}, api: GPU = instance, timed = false): Promise<Gpu> {
  globalThis.setImmediate = timed ? setImmediate : paced
  try {
    return await openGpu(api, { ...readShaders(), ...extraSources })
  } catch (error) {
    if (error instanceof NoDevice && error.reason === 'no-adapter') throw new Error(INSTALL_HINT, { cause: error })
    throw error
  }
}
