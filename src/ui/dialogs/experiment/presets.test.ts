/** The gallery: every preset once, found by any of its words, with a time if one was measured here. */
import { describe, expect, test } from 'vitest'
import { PRESETS, presetNamed } from '../../../experiments/presets'
import { foundGroups, PRESET_GROUPS } from './preset-search'
import { presetTimes } from './preset-times'

const found = (words: string) => foundGroups(words).flatMap(({ presets }) => presets.map(({ name }) => name))

test('only small ones are those to start with, Blank and those for a laptop, also among what is searched', () => {
  const small = (words: string) => foundGroups(words, true).flatMap(({ presets }) => presets)
  expect(small('')[0]!.name).toBe('window')
  expect(small('').length).toBeGreaterThan(10)
  expect(small('').length).toBeLessThan(PRESETS.length)
  expect(small('').every(({ name, group }) => group === 'for a laptop' || ['window', 'csnn', 'delayed-cue', 'blank'].includes(name))).toBe(
    true,
  )
  expect(small('resnet19-cifar10')).toEqual([])
  expect(small('vggsnn').map(({ name }) => name)).toEqual(
    found('vggsnn').filter((name) => small('').some((preset) => preset.name === name)),
  )
})

describe('the order', () => {
  test('has every preset once, and begins with those to start with', () => {
    const names = PRESET_GROUPS.flatMap(({ presets }) => presets.map(({ name }) => name))
    expect([...names].sort()).toEqual(PRESETS.map(({ name }) => name).sort())
    expect(PRESET_GROUPS[0]!.family).toBe('Start here')
    expect(names[0]).toBe('window')
  })
})

test('every preset that another names as its counterpart has a label for that', () => {
  for (const { counterpart } of PRESETS.filter(({ counterpart }) => counterpart !== undefined))
    expect(presetNamed(counterpart!)!.asCounterpart, counterpart).toMatch(/^[A-Z].{7,23}$/)
  expect(presetNamed(presetNamed('window')!.counterpart!)!.asCounterpart).toBe('Fixed-window version')
})

describe('the search', () => {
  test('finds by title, summary, paper, data and kind of network', () => {
    expect(found('narrow resnet')).toEqual(['resnet19-narrow'])
    expect(found('hochreiter')).toEqual(['adding-numbers'])
    expect(found('ASRC paper gpu')).toEqual(['s-mnist', 's-mnist-wide', 'ps-mnist', 'ps-mnist-wide'])
    expect(found('dvs128')).toEqual(['dvs-gesture'])
    expect(found('Fashion-MNIST')).toContain('vggsnn-fashion')
    expect(found('convolution')).toContain('csnn')
    expect(found('recurrent')).toContain('shd')
    expect(found('fully connected')).toContain('blank')
    expect(found('arctangent')).toContain('tutorial')
    expect(found('softmax-weighted')).toContain('copy')
    expect(found('regression')).toEqual(PRESETS.filter(({ experiment }) => experiment.task === 'regression').map(({ name }) => name))
    expect(found('event')).toContain(PRESETS.find(({ title }) => title === 'Narrow VGGSNN on CIFAR10-DVS')!.name)
  })

  test('finds tasks by their common names', () => {
    const tasks = (words: string) => [...new Set(found(words).map((name) => presetNamed(name)!.experiment.task))]
    for (const words of ['neural response', 'spike trains', 'neuroscience']) expect(tasks(words), words).toEqual(['response'])
    for (const words of ['reinforcement learning', 'POMDP', 'CartPole', 'gym']) expect(tasks(words), words).toEqual(['control'])
    for (const words of ['object detection', 'bounding boxes']) expect(tasks(words), words).toEqual(['detection'])
    expect(found('multimodal fusion')).toContain('cma-signs')
    expect(found('PPO')).toContain('grsn-cart')
    expect(found('CartPole velocities hidden')).toContain('blind-cart')
  })

  test('puts presets first that have the words in the title, and as whole words', () => {
    expect(found('two stream')[0]).toBe('cma-signs')
    expect(found('narrow')[0]).toBe('resnet19-narrow')
    // A family stays together, and only its first group is marked `first`.
    for (const words of ['mnist', 'conv', 'two stream']) {
      const families = foundGroups(words)
        .filter(({ first }) => first)
        .map(({ family }) => family)
      expect(new Set(families).size).toBe(families.length)
    }
  })

  test('finds all without words, none with words that no preset has, and names a family where it begins', () => {
    expect(found('  ')).toHaveLength(PRESETS.length)
    expect(found('zebra')).toEqual([])
    expect(foundGroups('reproduction').map(({ family, group, first }) => [family, group, first])).toEqual([
      ['ASRC-SNN', 'as in the paper', true],
    ])
  })
})

describe('the time', () => {
  const { experiment } = presetNamed('blank')!
  const run = (part: object) => ({
    preset: 'blank',
    experiment,
    provenance: { adapter: 'A', software: false, app: '1', shaders: '' },
    step: 100,
    totalSteps: 1200,
    elapsedMs: 5000,
    ...part,
  })

  test('is the time of a step times the steps of the preset, whatever the seed and the epochs', () => {
    expect(presetTimes([run({})], 'A')).toEqual(new Map([['blank', 60_000]]))
    const other = { ...experiment, run: { ...experiment.run, seed: 9, epochs: experiment.run.epochs / 2 } }
    expect(presetTimes([run({ experiment: other, totalSteps: 600 })], 'A')).toEqual(new Map([['blank', 60_000]]))
  })

  test('is that of the longest run; runs by another adapter, of another cost or hardly begun do not count', () => {
    expect(presetTimes([run({}), run({ step: 50, elapsedMs: 9999 })], 'A').get('blank')).toBe(60_000)
    expect(presetTimes([run({ step: 50, elapsedMs: 9999 }), run({})], 'A').get('blank')).toBe(60_000)
    const wider = { ...experiment, encoder: { kind: 'direct' as const, steps: 40 } }
    for (const [part, adapter] of [
      [{}, 'B'],
      [{}, ''],
      [{ step: 3 }, 'A'],
      [{ experiment: wider }, 'A'],
      [{ preset: 'gone' }, 'A'],
    ] as const)
      expect(presetTimes([run(part)], adapter).size).toBe(0)
  })
})
