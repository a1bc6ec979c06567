/** Frames on their way to the page: one in flight per kind, the newest waits, older ones are dropped. */
import type { Frame, FrameKind } from './protocol'

export interface FramePort {
  postMessage(message: Frame, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent) => void) | null
}

export interface Postman {
  post(frame: Frame): void
  /** Whether a frame of this kind would leave at once: no need to make one that would wait. */
  ready(kind: FrameKind): boolean
}

/** A frame that must not be dropped: rows are joined by whoever makes them, tests are few. */
const LOSSLESS: ReadonlySet<FrameKind> = new Set(['test'])

export function createPostman(port: FramePort): Postman {
  const inFlight = new Set<FrameKind>()
  const waiting = new Map<FrameKind, Frame>()
  const send = (frame: Frame) => {
    if (!LOSSLESS.has(frame.kind)) inFlight.add(frame.kind)
    port.postMessage(frame, [])
  }
  port.onmessage = ({ data }) => {
    const kind = (data as { ack?: FrameKind }).ack
    if (!kind) return
    inFlight.delete(kind)
    const next = waiting.get(kind)
    if (next) {
      waiting.delete(kind)
      send(next)
    }
  }
  return {
    post: (frame) => (inFlight.has(frame.kind) ? void waiting.set(frame.kind, frame) : send(frame)),
    ready: (kind) => !inFlight.has(kind),
  }
}
