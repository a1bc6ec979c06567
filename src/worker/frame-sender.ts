/** Frames on their way to the page: one in flight per kind; the newest waits, older ones are dropped, rows of scalars are joined. */
import type { Frame, FrameKind } from './protocol'
import { joinRows } from './series'

export interface FramePort {
  postMessage(message: Frame, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent) => void) | null
}

export interface FrameSender {
  post(frame: Frame): void
  /** Whether a frame of this kind would leave at once: no need to make one that would wait. */
  ready(kind: FrameKind): boolean
}

/** Reports are few and none may be dropped, so they are sent at once. */
const NEVER_WAITS: FrameKind = 'report'

export function createFrameSender(port: FramePort): FrameSender {
  const inFlight = new Set<FrameKind>()
  const waiting = new Map<FrameKind, Frame>()
  const send = (frame: Frame) => {
    if (frame.kind !== NEVER_WAITS) inFlight.add(frame.kind)
    port.postMessage(frame, [])
  }
  port.onmessage = ({ data }) => {
    const kind = (data as { ack?: FrameKind }).ack
    if (!kind || !inFlight.delete(kind)) return
    const next = waiting.get(kind)
    if (!next) return
    waiting.delete(kind)
    send(next)
  }
  return {
    post(frame) {
      if (!inFlight.has(frame.kind)) send(frame)
      else waiting.set(frame.kind, joined(waiting.get(frame.kind), frame))
    },
    ready: (kind) => !inFlight.has(kind),
  }
}

/** What to send next while a frame waits: all waiting rows of scalars of a run together, of other kinds the newest frame. */
const joined = (old: Frame | undefined, frame: Frame): Frame =>
  old?.kind === 'scalars' && frame.kind === 'scalars' && old.run === frame.run ? { ...frame, rows: joinRows(old.rows, frame.rows) } : frame
