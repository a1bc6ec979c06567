/** A WebGPU device in Node: Dawn, on the available Vulkan driver. Nothing here is bundled for the browser. */
import { create, globals } from 'webgpu'
import { type Gpu, NoDevice, openGpu } from '../engine/device'
import type { Sources } from '../engine/link'
import { readShaders } from './shaders'

// Node knows GPUBufferUsage and its like only once Dawn has brought them.
Object.assign(globalThis, globals)

// Dawn stops when its instance is collected, so the instance lives as long as the process.
const instance = create([])

export const INSTALL_HINT = 'No graphics adapter in Node. On Debian or Ubuntu: apt-get install mesa-vulkan-drivers'

/** Destroy the device before the process ends, or Node aborts. @throws with a hint on what to install if there is no adapter */
export async function openDawn(extraSources: Sources = {}, api: GPU = instance): Promise<Gpu> {
  try {
    return await openGpu(api, { ...readShaders(), ...extraSources })
  } catch (error) {
    if (error instanceof NoDevice && error.reason === 'no-adapter') throw new Error(INSTALL_HINT, { cause: error })
    throw error
  }
}
