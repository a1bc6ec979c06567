/** Sessions as in the worker, on Dawn, with a page that acknowledges every frame or none. Only tests import it. */
import { afterAll } from 'vitest'
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import { buildExperiment } from '../experiments/build'
import { openRun } from '../experiments/run'
import { openDawn } from '../headless/dawn'
import { memoryCheckpoints } from '../runs/checkpoints'
import { createFrameSender, type FramePort } from '../worker/frame-sender'
import { runLocks } from '../worker/locks'
import type { Frame } from '../worker/protocol'
import { createSession } from '../worker/session'
import type { Host } from '../worker/session-state'
import { compileQuickly } from './gpu'

/** Opens sessions that learn from `data`; their devices are destroyed after the tests of the file. */
export function openSessions(data: DataSet) {
  compileQuickly()
  const devices: Gpu[] = []
  afterAll(() => {
    for (const { device } of devices) device.destroy()
  })
  return async (change: Partial<Host> = {}, answers = true, onFrame: (frame: Frame) => void = () => {}) => {
    const frames: Frame[] = []
    const port: FramePort = {
      postMessage: (frame) => {
        frames.push(frame as Frame)
        onFrame(frame as Frame)
        if (answers) queueMicrotask(() => port.onmessage?.({ data: { ack: (frame as Frame).kind } } as MessageEvent))
      },
      onmessage: null,
    }
    const session = await createSession({
      openGpu: async () => {
        const gpu = await openDawn()
        devices.push(gpu)
        return gpu
      },
      loadData: async () => data,
      countsOf: async () => undefined,
      buildExperiment,
      openRun,
      frameSender: createFrameSender(port),
      checkpoints: memoryCheckpoints(),
      locks: runLocks(undefined),
      shaders: '',
      now: () => performance.now(),
      ...change,
    })
    const states = () => [...new Set(frames.flatMap((f) => (f.kind === 'state' ? [f.state.kind] : [])))]
    return { session, frames, states }
  }
}
