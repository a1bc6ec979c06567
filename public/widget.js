/**
 * A lab in a frame, for the page around it: as a widget of a notebook, in the form of an anywidget front-end module (default export with
 * `render({ model, el })`), and as functions for any page. It speaks version 1 of the lab's messages: docs/notebooks.md.
 */
const VERSION = 1
/** Until the lab says that it listens it is asked, so often. */
const KNOCK_MS = 500

/** The address of an embedded lab. @param link whole, or what follows its `#`. @param parts `strip`, `controls`, both with a comma, or nothing. */
export function addressOf(lab, link = '', parts = '') {
  const experiment = String(link).replace(/^[^#]*#/, '')
  return `${String(lab).replace(/#.*$/, '')}#embed${parts && `=${parts}`}${experiment && `&${experiment}`}`
}

/**
 * Talks with the lab in a frame.
 * @param onEvent called with what the lab tells by itself: `{ event: 'state', value }`.
 * @returns `call(name, ...args)`, a promise of plain data that rejects with a sentence, and `close()`.
 */
export function connect(frame, onEvent = () => {}) {
  const origin = new URL(frame.src, document.baseURI).origin
  const waiting = new Map()
  let last = 0
  let listens = () => {}
  const listening = new Promise((resolve) => {
    listens = resolve
  })
  const post = (message) => frame.contentWindow?.postMessage({ membrane: VERSION, ...message }, origin)
  const take = ({ source, origin: from, data }) => {
    if (source !== frame.contentWindow || from !== origin || data?.membrane !== VERSION) return
    if (data.event === 'ready' || data.id === 'knock') listens()
    else if (data.event) onEvent(data)
    const answered = waiting.get(data.id)
    if (!answered || !waiting.delete(data.id)) return
    if (data.ok) answered.resolve(data.value)
    else answered.reject(new Error(data.error))
  }
  window.addEventListener('message', take)
  const knock = setInterval(() => post({ id: 'knock', call: 'hello' }), KNOCK_MS)
  void listening.then(() => clearInterval(knock))
  return {
    call: (name, ...args) =>
      new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, { resolve, reject })
        void listening.then(() => post({ id, call: name, args }))
      }),
    close() {
      clearInterval(knock)
      window.removeEventListener('message', take)
      for (const { reject } of waiting.values()) reject(new Error('The lab was closed.'))
      waiting.clear()
    },
  }
}

/** Arrays and buffers leave a value for a list beside it, as the messages of a notebook have them: `{ buffer: 0, type: 'Float32Array' }`. */
function apart(value, buffers) {
  if (value instanceof ArrayBuffer) return { buffer: buffers.push(new DataView(value)) - 1, type: 'bytes' }
  if (ArrayBuffer.isView(value)) {
    buffers.push(new DataView(value.buffer, value.byteOffset, value.byteLength))
    return { buffer: buffers.length - 1, type: value.constructor.name }
  }
  if (Array.isArray(value)) return value.map((item) => apart(item, buffers))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, apart(item, buffers)]))
}

/** Series as lists of numbers, which is what a trait holds. */
const listed = (metrics) =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, series]) => [name, { step: Array.from(series.step), value: Array.from(series.value) }]),
  )

/** Traits: lab (its address), link, parts, height, all read; state and metrics, both written. Custom messages are calls, `{ id, call, args }`. */
function render({ model, el }) {
  const frame = document.createElement('iframe')
  frame.title = 'Membrane'
  frame.allow = 'fullscreen'
  frame.style.cssText = `display: block; width: 100%; height: ${Number(model.get('height')) || 560}px; border: 0`
  frame.src = addressOf(
    model.get('lab') || new URL('./', import.meta.url).href,
    model.get('link') ?? '',
    model.get('parts') ?? 'strip,controls',
  )
  const write = (name, value) => {
    model.set(name, value)
    model.save_changes()
  }
  let told = {}
  // Why the link is not what is open: part of every state until another one opens.
  let refused = ''
  let over = false
  const writeState = () => write('state', refused ? { ...told, error: refused } : told)
  const connection = connect(frame, ({ event, value }) => {
    if (event !== 'state') return
    told = value
    writeState()
    // A run that trains is read once it has paused; while it trains, it reports its state by itself.
    if (value.kind === 'paused' || value.kind === 'finished')
      connection.call('metrics').then(
        (metrics) => write('metrics', listed(metrics)),
        () => {},
      )
  })
  const open = async () => {
    const link = model.get('link')
    refused = ''
    try {
      await connection.call('open', link)
    } catch ({ message }) {
      if (over || model.get('link') !== link) return
      refused = message
      writeState()
    }
  }
  const answer = async (asked) => {
    const { id, call, args = [] } = asked ?? {}
    const buffers = []
    try {
      const value = apart(await connection.call(call, ...args), buffers)
      if (call === 'open') refused = ''
      model.send({ id, ok: true, value: value ?? null }, undefined, buffers)
    } catch ({ message }) {
      model.send({ id, ok: false, error: message })
    }
  }
  model.on('change:link', open)
  model.on('msg:custom', answer)
  el.append(frame)
  return () => {
    over = true
    model.off('change:link', open)
    model.off('msg:custom', answer)
    connection.close()
    frame.remove()
  }
}

export default { render }
