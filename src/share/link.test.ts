/** Links: every golden one opens as the whole experiment it must, changes come back, and each refusal is a sentence. */
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { DEFAULT_PRESET, PRESETS, presetNamed } from '../experiments/presets'
import { type Experiment, parseExperiment } from '../experiments/schema'
import { editDistance, nearestName } from '../nearest'
import { classificationSchema } from '../tasks/classification/schema'
import { VERSION } from '../tasks/version'
import golden from './golden.json'
import { inOrder, printHide, SIMPLE } from './hide'
import { type DecodedLink, decodeLink, encodeLink, MAX_LENGTH } from './link'
import { FORMATS, type Format, presetsIn } from './migrations'
import { pack, packText } from './pack'
import type { Codec } from './read'
import { viewNamed } from './views'

const blank = presetNamed('blank')!.experiment
const opened = async (hash: string): Promise<Extract<DecodedLink, { ok: true }>> => {
  const decoded = await decodeLink(hash)
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded
}
const refused = async (hash: string): Promise<string> => {
  const decoded = await decodeLink(hash)
  if (decoded.ok) throw new Error(`${hash} opened`)
  if (decoded.nearest !== null) expect(PRESETS.map((preset) => preset.name)).toContain(decoded.nearest)
  return `${decoded.message} -> ${decoded.nearest}`
}

describe('golden links', () => {
  it.each(golden)('$link', async ({ link, ...expected }) => {
    const { ok: _, ...decoded } = await opened(link)
    // A view that has another name now is still the same view.
    const hide = 'hide' in expected && { hide: expected.hide?.map((name) => viewNamed(name) ?? name) }
    expect(decoded).toEqual({ ...expected, ...hide })
  })

  it('hold every preset of this version and of each before', async () => {
    const links = golden.map((entry) => entry.link)
    for (const format of FORMATS)
      expect(links).toEqual(expect.arrayContaining(Object.keys(await presetsIn(format)).map((name) => `#${name}.${format.version}`)))
  })
})

describe('encodeLink', () => {
  it('names a preset and nothing else where that is all', async () => {
    for (const { name, experiment } of PRESETS) expect(await encodeLink(experiment)).toBe(`#${name}.${VERSION}`)
  })

  it('writes a few changes so that a person can read them', async () => {
    const experiment = parseExperiment({ ...blank, neuron: { kind: 'lif', threshold: 0.5 }, run: { ...blank.run, seed: 42 } })
    expect(await encodeLink(experiment)).toBe(`#blank.${VERSION}&neuron.threshold=0.5&run.seed=42`)
  })

  it('names another kind of neuron, and both forms of the link bring it back', async () => {
    const experiment = parseExperiment({ ...blank, neuron: { kind: 'relu', inputGain: 0.5 } })
    const link = await encodeLink(experiment)
    expect(link).toBe(`#blank.${VERSION}&neuron.kind=relu&neuron.inputGain=0.5`)
    expect(await opened(link)).toMatchObject({ preset: 'blank', experiment })
  })

  it('names a part that the preset does not have', async () => {
    const experiment = parseExperiment({ ...blank, average: { kind: 'exponential', decay: 0.99 } })
    const link = await encodeLink(experiment)
    expect(link).toBe(`#blank.${VERSION}&average.kind=exponential&average.decay=0.99`)
    expect(await opened(link)).toMatchObject({ preset: 'blank', experiment })
  })

  it('starts from the preset asked for', async () => {
    const fixed = presetNamed('window-fixed')!.experiment
    const link = await encodeLink(fixed, {}, 'window')
    expect(link).toBe(`#window.${VERSION}&surrogate.window=fixed`)
    expect(await opened(link)).toMatchObject({ preset: 'window', experiment: fixed })
  })

  it('packs what more than twelve changes say, and it comes back whole', async () => {
    const entry = golden.find(({ link }) => link.startsWith('#d1.'))!
    const link = await encodeLink(entry.experiment as Experiment, { layer: 'lif2', step: 3 })
    expect(link).toMatch(/^#d2\.[A-Za-z0-9_-]+&view=layer:lif2,step:3$/)
    expect(link.length).toBeLessThan(1000)
    expect(await opened(link)).toMatchObject({ experiment: entry.experiment, view: { layer: 'lif2', step: 3 }, notes: [] })
  })

  it('carries the largest network in a readable or packed link', async () => {
    const experiment = parseExperiment({
      version: VERSION,
      task: 'classification',
      network: { kind: 'mlp', hidden: Array.from({ length: 64 }, (_, i) => 8192 - i) },
    })
    expect((await opened(await encodeLink(experiment))).experiment).toEqual(experiment)
  })

  it('keeps numbers to the last bit', async () => {
    for (const rate of [1e-7, 0.1 + 0.2, 1 / 3, 5e-324 + 1e-5, 9.999999999999998]) {
      const experiment = parseExperiment({ version: VERSION, task: 'classification', optimizer: { kind: 'adam', rate } })
      const { experiment: back } = await opened(await encodeLink(experiment))
      expect(back.optimizer.rate).toBe(rate)
    }
  })
})

describe('decodeLink', () => {
  it.each(['', '#', '#&', '#view=layer:lif1'])('opens the default preset for %j', async (hash) => {
    expect(await opened(hash)).toMatchObject({ preset: DEFAULT_PRESET, experiment: presetNamed(DEFAULT_PRESET)!.experiment })
  })

  it('takes short names, a hash inside an address, and no version', async () => {
    const { experiment } = await opened('https://example.org/lab/?x=1#blank&T=16&seed=7&batch=32&epochs=0.25')
    expect(experiment).toMatchObject({ encoder: { steps: 16 }, data: { batch: 32 }, run: { seed: 7, epochs: 0.25 } })
  })

  it('survives what chats and mails do to it', async () => {
    const link = '#blank.1&neuron.threshold=0.5&network.hidden=64,32&view=layer:lif1,step:2'
    const whole = await opened(link)
    const once = `#${encodeURIComponent(link.slice(1))}`
    const twice = `#${encodeURIComponent(encodeURIComponent(link.slice(1)))}`
    for (const passed of [once, twice, link.replaceAll('&', '&amp;'), ` ${link} `]) expect(await opened(passed)).toEqual(whole)
    const packed = golden.find((entry) => entry.link.startsWith('#d1.'))!.link
    expect(await opened(`#${encodeURIComponent(encodeURIComponent(packed.slice(1)))}`)).toEqual(await opened(packed))
  })

  it('keeps spaces, lines, commas, comments and brackets of a text that is typed into it', async () => {
    const text = '# leaks; and fires\nparam theta = 1 in 0.5..2\nv = max(0.9*v[t-1] + x, -1)\ns = spike(v - theta)'
    const link = `#blank.1&neuron.kind=equations&neuron.text=${encodeURIComponent(text)}`
    const surrogate = '&surrogate.kind=formula&surrogate.text=surrogate(z) = min(1, abs(z))'
    for (const sent of [
      link,
      `${link}&T=3${surrogate}`,
      `#blank.1${surrogate}&${link.slice('#blank.1&'.length)}`,
      `https://host/lab/${link}`,
    ])
      expect(await decodeLink(sent)).toMatchObject({ ok: true, experiment: { neuron: { kind: 'equations', text } } })
    expect(await decodeLink(`${link}&T=3${surrogate}`)).toMatchObject({
      experiment: { encoder: { steps: 3 }, surrogate: { text: 'surrogate(z) = min(1, abs(z))' } },
    })
  })

  it('survives signs that a sentence adds, brackets, broken lines, and any case of percent signs', async () => {
    const link = '#blank.1&neuron.threshold=0.5&network.hidden=64,32&view=layer:lif1,step:2&hide=share'
    const whole = await opened(link)
    const coded = encodeURIComponent(link.slice(1))
    const address = `https://lab.example/${link}`
    for (const passed of [
      `${link}.`,
      `${link})`,
      `${link}).`,
      `${link}”,`,
      `<${link}>`,
      `(${link})`,
      `<${address}>`,
      `**${link}**`,
      `#${coded.toLowerCase()}`,
      `#${coded.replace(/%../g, (sign) => sign.toUpperCase())}`,
      `#${encodeURIComponent(encodeURIComponent(coded))}`,
      `${address.slice(0, 40)}\n${address.slice(40, 76)}\r\n ${address.slice(76)}`,
      `${link.slice(0, 20)}\u200b${link.slice(20, 44)}\u00ad${link.slice(44)}`,
      encodeURIComponent(address),
      `#${encodeURIComponent(address)}`,
      `${link}%29`,
    ])
      expect(await opened(passed), passed).toEqual(whole)
    const packed = golden.find((entry) => entry.link.startsWith('#d1.'))!
    const { link: text, ...expected } = packed
    for (const passed of [`${text})`, `<${text}>.`, text.replace('&', '\r\n&')]) expect(await opened(passed)).toMatchObject(expected)
  })

  it('names the simple view as one, whatever else it hides', async () => {
    expect(printHide([...SIMPLE, 'share'])).toBe('&hide=simple,share')
    expect(printHide(SIMPLE.slice(1))).not.toContain('simple')
    expect(await opened('#blank.2&hide=share,simple,health')).toMatchObject({ hide: inOrder([...SIMPLE, 'share']), notes: [] })
    expect(await opened('#blank.2&hide=simpel')).toMatchObject({ notes: [expect.stringContaining('The nearest is simple.')] })
  })

  it('hides what it names, and says what it does not know', async () => {
    expect(await opened('#blank.1&hide=share,experiment')).toMatchObject({ hide: ['experiment', 'share'], notes: [] })
    expect(await opened('#blank.1')).not.toHaveProperty('hide')
    expect(await opened('#blank.1&hide=moon')).toMatchObject({ notes: [expect.stringContaining('“moon”')] })
  })

  it('opens every preset with one changed number as it was', async () => {
    for (const { name, experiment } of PRESETS) {
      const changed = { ...experiment, run: { ...experiment.run, seed: experiment.run.seed + 1 }, clipNorm: 0.375 }
      const link = await encodeLink(changed, {}, name)
      expect(link).toMatch(new RegExp(`^#${name}\\.${VERSION}&`))
      expect(await opened(link)).toEqual({ ok: true, experiment: changed, preset: name, view: {}, notes: [] })
    }
  })

  it('starts a part afresh when its kind is changed, in any order', async () => {
    const a = await opened('#window.1&surrogate.kind=gaussian&surrogate.sigma=0.3')
    const b = await opened('#window.1&surrogate.sigma=0.3&surrogate.kind=gaussian')
    expect(a.experiment.surrogate).toEqual({ kind: 'gaussian', sigma: 0.3 })
    expect(b).toEqual(a)
  })

  it('takes one number for a list, also in a part of another kind', async () => {
    const { experiment } = await opened('#blank.1&network.hidden=16&network.kind=recurrent&network.recurrence.kind=skip')
    expect(experiment.network).toMatchObject({ kind: 'recurrent', hidden: [16], recurrence: { kind: 'skip', span: 4 } })
  })

  it('opens a number out of range as the nearest allowed one, and says so', async () => {
    const { experiment, notes } = await opened(
      '#blank.1&neuron.threshold=50&T=0&run.seed=1.6&optimizer.rate=1e999&data.batch=-1e999&network.hidden=0,9999',
    )
    expect(experiment).toMatchObject({
      neuron: { threshold: 20 },
      encoder: { steps: 1 },
      run: { seed: 2 },
      optimizer: { rate: 10 },
      data: { batch: 1 },
      network: { hidden: [1, 8192] },
    })
    expect(notes).toHaveLength(7)
    expect(notes).toContain('Threshold (neuron.threshold) was 50, which is not allowed. It opens as 20, the nearest that is.')
    expect(notes).toContain('Seed (run.seed) was 1.6, which is not allowed. It opens as 2, the nearest that is.')
  })

  it('leaves out a view that it cannot read, and says so', async () => {
    const { view, notes } = await opened('#blank.1&view=layer:lif1,step:-3,color:red')
    expect(view).toEqual({ layer: 'lif1' })
    expect(notes).toHaveLength(2)
  })

  it.each([
    ['#windwo.1', 'There is no preset called “windwo”. -> window'],
    ['#tutorail', 'There is no preset called “tutorail”. -> tutorial'],
    ['#grsn-cart.1', 'There is no preset called “grsn-cart” in version 1 of links. -> grsn-cart'],
    [
      `#window.${VERSION + 1}`,
      'This link was made by a newer version of Membrane: it has format 3, and this page reads up to 2. Reload the page to get the newest version. -> window',
    ],
    ['#d99.abc', 'it has format 99'],
    ['#window.0', 'There is no format 0'],
    [
      '#plif.1&neuron.treshold=1',
      'neuron has no setting called “treshold”. The value 1 is not used. Allowed: kind, initialDecay, threshold, inputGain, reset, resetTo, detachReset, storedPotentials. The nearest is neuron.threshold. -> plif',
    ],
    ['#plif.1&foo=1', 'There is no setting called “foo”. The value 1 is not used. Allowed: task, data, encoder, network,'],
    ['#plif.1&foo.bar=1', 'There is no setting called “foo.bar”.'],
    ['#plif.1&treshold=1', 'The nearest is neuron.threshold. -> plif'],
    ['#plif.1&version=1', 'There is no setting called “version”.'],
    ['#plif.1&__proto__.x=1', 'There is no setting called'],
    ['#plif.1&neuron.constructor=1', 'neuron has no setting called “constructor”.'],
    ['#blank.1&run.seed=abc', 'run.seed is “abc”, where a number was expected. Allowed: a whole number from 0 to 4294967295. -> blank'],
    ['#blank.1&network.bias=1', 'network.bias is 1, where true or false was expected.'],
    ['#blank.1&neuron=3', 'neuron is 3, where an object was expected. Allowed: neuron.kind, neuron.decay,'],
    [
      '#blank.1&neuron.kind=izhikevich',
      'neuron.kind is “izhikevich”, which is no kind that this version knows. Allowed: lif, plif, noisyLif, relu, equations, psn.',
    ],
    ['#blank.1&surrogate.kind=guassian', 'The nearest is gaussian.'],
    ['#blank.1&neuron.reset=soft', 'neuron.reset is “soft”, which is none of zero, subtract, subtractDelayed, none.'],
    ['#blank.1&network.hidden=1,x', 'network.hidden.1 is “x”, where a number was expected.'],
    [`#blank.1&network.hidden=${'1,'.repeat(64)}1`, 'network.hidden has too many entries: at most 64 are allowed.'],
    ['#blank.1&seed=1&run.seed=2', 'The link sets run.seed twice.'],
    ['#blank.1&nonsense', 'has a part “nonsense” that sets nothing'],
    ['#<script>alert(1)</script>', 'There is no preset called “<script>alert(1)</script>”. -> null'],
    ['#d1.', 'The link is damaged'],
    ['#d1.!!!', 'names no preset'],
    ['#d1.AAAA', 'The link is damaged'],
    [`#${'a'.repeat(MAX_LENGTH)}`, 'characters long'],
    [`#window.1${'&a=1'.repeat(100)}`, 'has 101 parts'],
  ])('refuses %s', async (hash, message) => {
    expect(await refused(hash)).toContain(message)
  })

  it('names every fault at once, and opens the preset with what is sound instead', async () => {
    const decoded = await decodeLink('#plif.1&neuron.treshold=1&T=abc&seed=3&neuron.reset=soft&batch=0&stray&view=layer:lif1')
    expect(decoded).toMatchObject({
      ok: false,
      nearest: 'plif',
      instead: { preset: 'plif', view: { layer: 'lif1' }, notes: [expect.stringContaining('(data.batch) was 0')] },
    })
    if (decoded.ok) return
    expect(decoded.faults.map(({ path }) => path).sort()).toEqual(['encoder.steps', 'neuron.reset', 'neuron.treshold', 'stray'])
    for (const { message } of decoded.faults) expect(decoded.message).toContain(message)
    expect(decoded.instead?.experiment).toEqual((await opened('#plif.1&seed=3&batch=1')).experiment)
  })

  it('keeps neither of two values, nor what hangs on a kind that is none', async () => {
    const instead = async (hash: string) => {
      const decoded = await decodeLink(hash)
      return decoded.ok ? undefined : decoded.instead?.experiment
    }
    expect(await instead('#blank.1&seed=1&run.seed=2')).toEqual(blank)
    expect(await instead('#blank.1&neuron.kind=izhikevich&neuron.a=0.02&neuron.threshold=2')).toEqual({
      ...blank,
      neuron: { ...blank.neuron, threshold: 2 },
    })
  })

  it('opens the preset of a packed link that holds a fault instead, and nothing where no preset is named', async () => {
    const faulty = await decodeLink(`#d1.${await pack({ preset: 'plif', experiment: { neuron: { kind: 'lif', thresh: 1, decay: 'x' } } })}`)
    expect(faulty).toMatchObject({ ok: false, instead: { preset: 'plif', experiment: presetNamed('plif')!.experiment } })
    if (!faulty.ok) expect(faulty.faults.map(({ path }) => path).sort()).toEqual(['neuron.decay', 'neuron.thresh'])
    for (const hash of ['#tutorail.1', `#window.${VERSION + 1}`, '#d1.AAAA']) expect(await decodeLink(hash)).not.toHaveProperty('instead')
  })

  it('refuses a packed link that is cut, flipped, stuffed or deep', async () => {
    const packed = golden.find((entry) => entry.link.startsWith('#d1.'))!.link
    const payload = packed.split('&')[0]!
    expect(await refused(payload.slice(0, -40))).toContain('The link is damaged')
    expect(await refused(`${payload}&run.seed=3`)).toContain('cannot be changed by hand')
    expect(await refused(`#d1.${await pack({ preset: 'plif', experiment: {}, more: 1 })}`)).toContain('“more”. -> plif')
    expect(await refused(`#d1.${await pack({ preset: 'plif', experiment: [] })}`)).toContain('holds no experiment')
    const deep = `{"experiment":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_001)}`
    expect(await refused(`#d1.${await packText(deep)}`)).toContain('nested more than')
    expect(await refused(`#d1.${await packText('['.repeat(250_000))}`)).toContain('The link is damaged')
    expect(await refused(`#d1.${await packText('7')}`)).toContain('The link is damaged')
    const bomb = `#d1.${await pack({ experiment: { a: ' '.repeat(8_000_000) } })}`
    expect(bomb.length).toBeLessThan(MAX_LENGTH)
    expect(await refused(bomb)).toContain('unpacks to more than 256 kB')
  })
})

describe('migrations', () => {
  // A made-up future: the next version gives `clipNorm` another default, and its preset another seed.
  const NEXT = VERSION + 1
  const schema = classificationSchema.extend({
    version: z.literal(NEXT),
    clipNorm: z.number().default(5),
  }) as unknown as z.ZodType<Experiment>
  const present: Format = {
    version: VERSION,
    presets: { plain: { ...blank } },
    toNext: (old) => ({ ...old, clipNorm: old.clipNorm ?? 0 }),
  }
  const next: Format = {
    version: NEXT,
    presets: { plain: { ...blank, version: NEXT, clipNorm: 5, run: { ...blank.run, seed: 1 } } },
  }
  const codec: Codec = { formats: [present, next], schema }

  it('opens an old link with the old preset and the old defaults', async () => {
    const old = await decodeLink(`#plain.${VERSION}&neuron.threshold=2`, codec)
    expect(old).toMatchObject({ ok: true, experiment: { version: NEXT, clipNorm: 0, neuron: { threshold: 2 }, run: { seed: 2025 } } })
    const packed = await decodeLink(
      `#d${VERSION}.${await pack({ preset: 'plain', experiment: { task: 'classification', neuron: { kind: 'lif', threshold: 2 } } })}`,
      codec,
    )
    expect(packed).toMatchObject({ ok: true, experiment: { version: NEXT, clipNorm: 0, neuron: { threshold: 2 } } })
  })

  it('opens a new link with the new ones, and writes new links', async () => {
    const now = await decodeLink(`#plain.${NEXT}`, codec)
    expect(now).toMatchObject({ ok: true, experiment: { clipNorm: 5, run: { seed: 1 } } })
    if (now.ok) expect(await encodeLink(now.experiment, {}, undefined, codec)).toBe(`#plain.${NEXT}`)
  })
})

describe('names', () => {
  it('of presets cannot be taken for a packed link', () => {
    for (const { name } of PRESETS) {
      expect(name).toMatch(/^[a-z][a-z0-9-]{0,63}$/)
      expect(name).not.toMatch(/^d\d+$/)
    }
  })

  it('are near by edit distance', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3)
    expect(nearestName('pliff', ['blank', 'plif'])).toBe('plif')
    expect(nearestName('x', [])).toBeUndefined()
  })
})
