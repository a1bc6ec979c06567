/** The widget for notebooks (public/widget.js) against a simulated frame: the order of messages, and the resulting traits. */
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ROOT } from '../../headless/read-files'

type Message = { readonly id?: unknown; readonly call?: string; readonly args?: readonly unknown[] }
type Widget = { render(host: { model: unknown; el: unknown }): () => void }

const ORIGIN = 'https://lab.example'
let asked: Message[]
let answer: (message: object) => void

beforeEach(() => {
  asked = []
  const contentWindow = { postMessage: (message: Message) => asked.push(message) }
  let take = (_: object) => {}
  answer = (message) => take({ source: contentWindow, origin: ORIGIN, data: { membrane: 1, ...message } })
  vi.stubGlobal('document', { baseURI: ORIGIN, createElement: () => ({ style: {}, contentWindow, remove() {} }) })
  vi.stubGlobal('window', {
    addEventListener: (_: string, listener: typeof take) => {
      take = listener
    },
    removeEventListener() {},
  })
})
afterEach(() => vi.unstubAllGlobals())

/** Waits for all pending promises. */
const settled = () => new Promise(setImmediate)

async function rendered() {
  const traits: Record<string, unknown> = { lab: `${ORIGIN}/`, link: '#window.1', state: {} }
  const listeners: Record<string, (value?: unknown) => void> = {}
  const model = {
    get: (key: string) => traits[key],
    set: (key: string, value: unknown) => {
      traits[key] = value
    },
    save_changes() {},
    on: (name: string, listener: () => void) => {
      listeners[name] = listener
    },
    off() {},
    send() {},
  }
  const { default: widget } = (await import(/* @vite-ignore */ pathToFileURL(`${ROOT}public/widget.js`).href)) as { default: Widget }
  const cleanup = widget.render({ model, el: { append() {} } })
  answer({ event: 'ready' })
  await settled()
  return {
    traits,
    cleanup,
    /** Sets the link, as Python does. @returns the request that the lab receives. */
    async link(link: string): Promise<Message> {
      traits.link = link
      listeners['change:link']!()
      await settled()
      return asked.at(-1)!
    },
    async custom(content: Message): Promise<Message> {
      listeners['msg:custom']!(content)
      await settled()
      return asked.at(-1)!
    },
  }
}

const state = (kind: string, step: number) => answer({ event: 'state', value: { kind, step } })

test('the error of a rejected link stays while the lab reports the open run, until another link opens', async () => {
  const { traits, link, cleanup } = await rendered()
  state('paused', 0)
  const { id, call, args } = await link('#blnk')
  expect({ call, args }).toEqual({ call: 'open', args: ['#blnk'] })
  answer({ id, ok: false, error: 'There is no preset blnk.' })
  await settled()
  expect(traits.state).toEqual({ kind: 'paused', step: 0, error: 'There is no preset blnk.' })
  // The lab reports a run up to a quarter of a second late, so a report may be about the previous run.
  state('paused', 0)
  state('running', 1)
  expect(traits.state).toEqual({ kind: 'running', step: 1, error: 'There is no preset blnk.' })
  const opened = await link('#blank.1')
  state('paused', 0)
  answer({ id: opened.id, ok: true, value: {} })
  await settled()
  expect(traits.state).toEqual({ kind: 'paused', step: 0 })
  cleanup()
})

test('an answer about a link does not affect the link that was set after it', async () => {
  const { traits, link, cleanup } = await rendered()
  const first = await link('#blnk')
  await link('#blank.1')
  answer({ id: first.id, ok: false, error: 'There is no preset blnk.' })
  await settled()
  state('paused', 0)
  expect(traits.state).toEqual({ kind: 'paused', step: 0 })
  cleanup()
})

test('an experiment opened by a call clears the error of the link', async () => {
  const { traits, link, custom, cleanup } = await rendered()
  answer({ id: (await link('#blnk')).id, ok: false, error: 'There is no preset blnk.' })
  answer({ id: (await custom({ id: 'own', call: 'open', args: ['#blank.1'] })).id, ok: true, value: {} })
  await settled()
  state('paused', 0)
  expect(traits.state).toEqual({ kind: 'paused', step: 0 })
  cleanup()
})

test('closed while it waits for metrics and a link, it leaves the traits unchanged and throws nothing', async () => {
  const { traits, link, cleanup } = await rendered()
  const thrown: unknown[] = []
  const listen = (reason: unknown) => void thrown.push(reason)
  process.on('unhandledRejection', listen)
  state('paused', 3)
  await link('#window.1&T=5')
  cleanup()
  await settled()
  process.off('unhandledRejection', listen)
  expect(thrown).toEqual([])
  expect(traits.state).toEqual({ kind: 'paused', step: 3 })
})
