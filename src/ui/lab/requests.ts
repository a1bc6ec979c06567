/**
 * The requests, in messages of version 1, from the page around an embedded lab: validated here and answered with plain data. Pure except
 * for calls to the given lab. around.ts has the message channel and its permissions; docs/notebooks.md documents the interface.
 */

import { nearName } from '../../nearest'
import { messageOf } from '../../problem'
import { copyBounded } from '../../share/json'
import { MAX_LENGTH } from '../../share/link'
import type { Lab } from './lab'

export const VERSION = 1

type Id = string | number
export type Answer =
  | { readonly membrane: typeof VERSION; readonly id: Id; readonly ok: true; readonly value: unknown }
  | { readonly membrane: typeof VERSION; readonly id: Id | null; readonly ok: false; readonly error: string }

const MAX_NAME = 64
/** The maximum number of training steps in one request. */
const MAX_STEPS = 100_000
/** The maximum number of requests in progress. */
const MAX_WAITING = 16
/** After this many refused requests from a page, further ones are refused without an answer. */
const MAX_REFUSED = 100

/** Checks the arguments and makes the call. @throws Error with a sentence. */
type Call = (lab: Lab, ...args: readonly unknown[]) => Promise<unknown>

const CALLS: Readonly<Record<string, Call>> = {
  hello: async () => ({ version: VERSION, calls: Object.keys(CALLS) }),
  open: (lab, what) => lab.open(opened(what)),
  play: (lab) => lab.play(),
  pause: (lab) => lab.pause(),
  step: (lab, count = 1) => lab.step(whole('step', count, 1, MAX_STEPS)),
  state: (lab) => lab.state(),
  layers: (lab) => lab.layers(),
  metrics: (lab) => lab.metrics(),
  weights: (lab) => lab.weights(),
  potentials: (lab, layer, sample = 0) => lab.potentials(named(layer), whole('potentials', sample, 0, 1_000_000)),
}

function opened(what: unknown): unknown {
  if (typeof what === 'string') {
    if (what.length > MAX_LENGTH) throw new Error(`open: the link is ${what.length} characters long; at most ${MAX_LENGTH} are read.`)
    return what
  }
  const copied = copyBounded(what)
  if (!copied.ok || typeof what !== 'object' || what === null)
    throw new Error(`open: expects a link or an experiment. ${copied.ok ? '' : copied.message}`.trim())
  return copied.value
}

function whole(call: string, value: unknown, low: number, high: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value
  throw new Error(`${call}: expects a whole number from ${low} to ${high}.`)
}

function named(layer: unknown): string {
  if (typeof layer === 'string' && layer.length <= MAX_NAME) return layer
  throw new Error('potentials: expects the name of a layer, as layers answers with.')
}

interface Request {
  readonly id: Id
  readonly call: Call
  readonly args: readonly unknown[]
}

const isId = (id: unknown): id is Id => (typeof id === 'string' && id.length <= MAX_NAME) || (typeof id === 'number' && Number.isFinite(id))

/** @returns undefined for messages that are not part of this interface, since other scripts of a page send messages too. */
function readRequest(data: unknown): Request | { readonly id: Id | null; readonly error: string } | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, 'membrane')) return undefined
  const { membrane, id, call, args = [] } = data as Record<string, unknown>
  if (!isId(id)) return { id: null, error: `A request has an id: a number, or a text of at most ${MAX_NAME} characters.` }
  if (membrane !== VERSION) return { id, error: `This lab reads requests of version ${VERSION}: membrane: ${VERSION}.` }
  if (typeof call !== 'string' || !Object.hasOwn(CALLS, call)) {
    const names = Object.keys(CALLS)
    const near = typeof call === 'string' && call.length <= MAX_NAME ? nearName(call, names) : undefined
    return { id, error: `There is no such call.${near ? ` The nearest is ${near}.` : ''} These are: ${names.join(', ')}.` }
  }
  if (!Array.isArray(args) || args.length > 2) return { id, error: `${call}: args is a list of at most 2 values.` }
  return { id, call: CALLS[call]!, args }
}

/** Handles any message and posts answers. @param post `transfer` lists what is transferred instead of copied. */
export function answering(lab: Lab, post: (answer: Answer, transfer: Transferable[]) => void): (data: unknown) => Promise<void> {
  let waiting = 0
  let refused = 0
  const refuse = (id: Id | null, error: string) => post({ membrane: VERSION, id, ok: false, error }, [])
  return async (data) => {
    const request = readRequest(data)
    if (!request) return
    if ('error' in request) {
      if (refused++ < MAX_REFUSED) refuse(request.id, request.error)
      return
    }
    if (waiting >= MAX_WAITING) {
      if (refused++ < MAX_REFUSED) refuse(request.id, `${MAX_WAITING} requests are not answered yet: ask again when one is.`)
      return
    }
    waiting++
    try {
      const value = await request.call(lab, ...request.args)
      post({ membrane: VERSION, id: request.id, ok: true, value }, value instanceof ArrayBuffer ? [value] : [])
    } catch (error) {
      refuse(request.id, messageOf(error))
    } finally {
      waiting--
    }
  }
}
