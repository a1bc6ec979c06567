/** Charts and texts about agents and environments, on constructed examples. No browser. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pick } from '../../../environments/record/reference'
import { type EnvironmentSpec, environmentSchema, environmentShape } from '../../../environments/schema'
import type { Episode } from '../../../tasks/control/detail'
import { COLORS, canvasPage, drawn } from '../../../testing/drawn'
import { headsOf } from '../../shared/chart'
import { bandsHeight, drawBands } from './bands'
import {
  actionNames,
  countsShown,
  type EnvironmentInfo,
  hasBegun,
  liveRows,
  probabilities,
  rateText,
  stateAt,
  stateUnits,
} from './environment'
import {
  actionAt,
  episodeTable,
  memoryName,
  policyAt,
  returnOf,
  stripOf,
  timeStepText,
  truthSentence,
  truthsOf,
  unitOrder,
  unitStatistics,
  unitTable,
  valueLines,
} from './episode'
import { behaviorBands, behaviorKeys, memoryBands } from './episode-chart'
import { buttonsOf, keyAction, restingAction } from './keys'
import { rendererOf } from './renderers/registry'
import { switchRiddle } from './renderers/switch-riddle'
import { tMaze } from './renderers/t-maze'
import { detailRows, histogram, histogramSentence, histogramTable, spreadOf } from './returns'
import { drawHistogram } from './returns-chart'
import { choiceText, environmentOfReading, observedOf, receivedText, rowLabel } from './sample'
import { cellsOf, cellUnder, drawMany, drawScene, numbersOf, sceneHeight, stateWords } from './scene-chart'
import { drawSeen, seenHeight } from './seen-chart'

beforeAll(() => void vi.stubGlobal('document', canvasPage))
afterAll(() => vi.unstubAllGlobals())

function environmentOf(spec: object): EnvironmentInfo {
  const parsed: EnvironmentSpec = environmentSchema.parse(spec)
  const shape = environmentShape(parsed)
  return { spec: parsed, shape, hidden: new Set(shape.hidden), batch: 16, valued: false }
}

/** Numbers in (0, 1) without a pattern. */
const noise = (at: number) => Math.abs(Math.sin(12.9898 * at + 78.233) * 43758.5453) % 1
const KINDS = environmentSchema.options.map(({ shape }) => shape.kind.value)
const cart = environmentOf({ kind: 'cartPole' })
const pendulum = environmentOf({ kind: 'pendulum', mask: 'V' })

/** Six units over `steps` transitions: the second never fires, the current of the first is the hidden speed. */
function madeEpisode(environment: EnvironmentInfo, steps = 40): Episode {
  const [units, timeSteps] = [6, steps + 1]
  const { shape } = environment
  const strip = (of: (timeStep: number, unit: number) => number) =>
    Float32Array.from({ length: timeSteps * units }, (_, at) => of(Math.floor(at / units), at % units))
  const choices = actionNames(shape).length
  return {
    agent: 0,
    observations: Float32Array.from({ length: timeSteps * shape.observations }, (_, at) => noise(at + 5)),
    steps,
    units,
    stateWords: shape.state,
    states: Float32Array.from({ length: timeSteps * shape.state }, (_, at) => {
      const [timeStep, word] = [Math.floor(at / shape.state), at % shape.state]
      return word === 0 ? timeStep : word === 1 ? 1 : Math.sin(timeStep / 5 + word)
    }),
    actions: Float32Array.from({ length: steps * shape.agents }, (_, at) =>
      shape.action.kind === 'discrete' ? pick(noise(at), choices) : noise(at),
    ),
    rewards: new Float32Array(steps * shape.agents).fill(1),
    policy: Float32Array.from({ length: timeSteps * choices }, (_, at) => noise(at + 3)),
    values: Float32Array.from({ length: timeSteps }, (_, at) => at / 10),
    strips: {
      membrane: strip((timeStep, unit) => noise(timeStep + 99 * unit)),
      current: strip((timeStep, unit) => (unit === 0 ? Math.sin(timeStep / 5 + 3) : noise(timeStep * unit))),
      forgetGate: strip((timeStep, unit) => (unit === 2 ? 0.99 : noise(timeStep + unit))),
      inputGate: strip((timeStep, unit) => (unit === 3 ? 0 : noise(timeStep + unit))),
      spikes: strip((timeStep, unit) => (unit === 1 ? 0 : Number(noise(timeStep * 7 + unit) > 0.5 + 0.05 * unit))),
    },
  }
}

describe('environments', () => {
  it('are shown in fours, and all of them where fewer train than the most', () => {
    expect([1, 3, 16, 32, 128].map(countsShown)).toEqual([[1], [1, 3], [1, 4, 16], [1, 4, 16, 32], [1, 4, 16, 64]])
  })

  it.each(KINDS)('of kind %s are drawn, alone and many', (kind) => {
    const environment = environmentOf({ kind })
    const state = Float32Array.from({ length: environment.shape.state }, (_, word) => (word < 2 ? 3 : pick(noise(word), 2)))
    const action = new Float32Array(1)
    for (const width of [220, 900]) drawn((pen) => drawScene(pen, { environment, state, action }), width, sceneHeight(environment, width))
    expect(drawn((pen) => drawMany(pen, environment, [state, state, state, state], 2), 240, 240)).toContain('<path')
    expect(rendererOf(environment)).toBeDefined()
    const { length } = numbersOf({ environment, state })
    if (length > 0) expect(environment.shape.scales).toHaveLength(length)
  })

  it('have the units of their state, and only numbers without one have none', () => {
    const unitsOf = (kind: string) => stateUnits(environmentOf({ kind }).shape).slice(2)
    expect(unitsOf('cartPole')).toEqual(['m', 'm/s', 'rad', 'rad/s'])
    expect(unitsOf('pendulum')).toEqual(['rad', 'rad/s'])
    expect(unitsOf('acrobot')).toEqual(['rad', 'rad', 'rad/s', 'rad/s'])
    const bare = KINDS.filter((kind) => environmentOf({ kind }).shape.scales?.some(({ unit }) => unit === null))
    // The hill of MountainCar has no scale; a context and a goal are one of two.
    expect(bare).toEqual(['mountainCar', 'tMaze', 'memoryChain'])
    expect(headsOf({ heads: ['step', ...cart.shape.names.state], units: stateUnits(cart.shape) })).toEqual([
      'step',
      'step',
      'episode',
      'position, m',
      'velocity, m/s',
      'angle, rad',
      'angular velocity, rad/s',
    ])
  })

  it('without a painter have their numbers as bars', () => {
    const environment = { ...cart, spec: { ...cart.spec, kind: 'other' } as unknown as EnvironmentSpec }
    const state = Float32Array.of(4, 2, 0.5, -1, 0.1, 0)
    expect(rendererOf(environment)).toBeUndefined()
    const svg = drawn((pen) => drawScene(pen, { environment, state, said: 'episode 2' }))
    for (const words of ['position', 'angular velocity', 'step 4', 'episode 2', '−1.00 m/s']) expect(svg).toContain(`>${words}<`)
    drawn((pen) => drawMany(pen, environment, [state, state], 0))
  })

  it('tell what no agent sees from what it sees', () => {
    const state = Float32Array.of(4, 2, 0.5, -1, 0.1, 0)
    const numbers = numbersOf({ environment: cart, state })
    expect(numbers.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['position', false],
      ['velocity', true],
      ['angle', false],
      ['angular velocity', true],
    ])
    expect(stateWords(3, state)).toBe('environment 4, step 4 of episode 2')
    const dashed = (environment: EnvironmentInfo) =>
      drawn((pen) => drawScene(pen, { environment, state })).match(/stroke-dasharray/g)?.length ?? 0
    expect(dashed(cart)).toBeGreaterThan(dashed(environmentOf({ kind: 'cartPole', mask: 'F' })))
  })

  it('have bars from 0 on a fixed scale with a unit, whatever the state', () => {
    const scene = (environment: EnvironmentInfo, ...own: number[]) =>
      drawn((pen) => drawScene(pen, { environment, state: Float32Array.of(4, 2, ...own) }), 240, sceneHeight(environment, 240))
    for (const position of [0.01, 2]) {
      const svg = scene(cart, position, -9, 0.1, 0)
      for (const words of ['−2.4', '2.4', `${position.toFixed(2)} m`, '−9.00 m/s', '−0.21', '0.21', '0.10 rad', '0.00 rad/s'])
        expect(svg).toContain(`>${words}<`)
    }
    const maze = scene(environmentOf({ kind: 'tMaze', length: 10 }), 3, 0, 1, 2)
    for (const words of ['3.00 cells', '10', '−1', '1', '2']) expect(maze).toContain(`>${words}<`)
  })

  it('stand in rows that a press finds again', () => {
    for (const [count, width] of [
      [4, 240],
      [16, 240],
      [64, 1200],
    ] as const) {
      const cells = cellsOf(cart, count, width)
      expect(cells.columns * cells.rows).toBe(count)
      expect(cellUnder(cells, count, width - 1, 1)).toBe(cells.columns - 1)
      expect(cellUnder(cells, count, 1, cells.rows * cells.height - 1)).toBe(count - cells.columns)
      expect(cellUnder(cells, count, 1, cells.rows * cells.height + 1)).toBeNull()
    }
  })

  it('are seen as an agent sees them: by name, or as a board', () => {
    expect(drawn((pen) => drawSeen(pen, cart, [0.5, -0.1]), 240, seenHeight(cart, 240))).toMatch(/>angle<(.|\n)*>−0.21<(.|\n)*>0.21</)
    const board = environmentOf({ kind: 'catch' })
    expect(drawn((pen) => drawSeen(pen, board, new Float32Array(49)), 240, seenHeight(board, 240))).toContain('<image')
    expect(seenHeight(board, 210)).toBe(17 + 210)
  })
})

describe('a rollout', () => {
  const live = { states: Float32Array.from({ length: 2 * 3 * 4 }, (_, at) => at), timeSteps: 2, environments: 3, words: 4 }

  it('has the state of an environment at a moment', () => {
    expect([...stateAt(live, 1, 2)]).toEqual([20, 21, 22, 23])
    expect(liveRows(live, 1)).toEqual([
      { name: '0', values: [4, 5, 6, 7] },
      { name: '1', values: [16, 17, 18, 19] },
    ])
    expect(hasBegun(live)).toBe(true)
    expect(hasBegun({ ...live, states: new Float32Array(24) })).toBe(false)
    expect([rateText(0), rateText(5)]).toEqual(['2 steps/s', 'turbo'])
  })
})

describe('an episode', () => {
  const episode = madeEpisode(cart)
  const truths = truthsOf(episode, cart)

  it('says what was done, how likely that was, and what it brought', () => {
    expect(returnOf(episode, cart)).toBe(40)
    expect(policyAt(episode, cart, 3)!.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
    expect(actionAt(episode, cart, 40)).toBeUndefined()
    expect(timeStepText(episode, cart, 0)).toMatch(/^Step 0 of 40: (left|right), probability \d+\s%, reward 1\.00\.$/)
    expect(timeStepText(episode, cart, 40)).toBe('Step 40 of 40: the end.')
    expect(timeStepText(madeEpisode(pendulum), pendulum, 0)).toMatch(/^Step 0 of 40: torque 0\.\d\d, reward/)
    const { heads, rows, units } = episodeTable(episode, cart, truths)
    expect(units).toHaveLength(heads.length - 1)
    expect(headsOf({ heads, units })).toEqual(expect.arrayContaining(['reward, per step', 'velocity, m/s', 'velocity read out, m/s']))
    expect(heads.slice(0, 5)).toEqual(['step', 'action', 'reward', 'probability of left', 'probability of right'])
    expect(rows).toHaveLength(41)
    for (const { values } of rows) expect(values).toHaveLength(heads.length - 1)
  })

  it('has hidden numbers, and what a linear map of the memory says of them', () => {
    expect(truths.map(({ name }) => name)).toEqual(['velocity', 'angular velocity'])
    expect(truths[0]!.memory!.explained).toBeGreaterThan(0.97)
    expect(truthSentence(truths, 'currents c')).toMatch(
      /^R² of a linear readout of the currents c in this episode: velocity (0\.9\d|1\.00) \(observation alone /,
    )
    expect(truthsOf(madeEpisode(environmentOf({ kind: 'cartPole', mask: 'F' })), environmentOf({ kind: 'cartPole', mask: 'F' }))).toEqual(
      [],
    )
    expect(truthSentence([], '')).toBe('Nothing hidden changes in this episode.')
    const { strips: _, ...bare } = episode
    expect(truthsOf({ ...bare, units: 0, strips: {} }, cart)[0]!.memory).toBeUndefined()
  })

  it('counts who is silent, saturated and shut', () => {
    const { rate, silent, saturated, closed } = unitStatistics(episode)!
    expect({ silent, saturated, closed }).toEqual({ silent: 1, saturated: 1, closed: 1 })
    expect(rate).toBeGreaterThan(0.2)
    expect(unitOrder(episode).at(-1)).toBe(1)
    expect(unitTable(episode).rows).toHaveLength(6)
    expect(unitStatistics({ ...episode, strips: {} })).toBeNull()
    const { forgetGate: _, inputGate: __, ...ungated } = episode.strips
    expect(unitStatistics({ ...episode, strips: ungated })).toMatchObject({ saturated: null, closed: null })
  })

  it('of a cell that does not spike has its gates and what it says', () => {
    const [{ membrane, forgetGate }] = [episode.strips]
    const gru = { ...episode, strips: { candidate: membrane!, resetGate: forgetGate!, updateGate: forgetGate!, output: membrane! } }
    expect(memoryBands({ episode: gru, threshold: 1 }).map(({ name }) => name)).toEqual([
      'candidate',
      'reset gate r',
      'update gate z',
      'output h',
    ])
    expect(truthSentence(truthsOf(gru, cart), memoryName(gru))).toContain('readout of the outputs h')
    expect(unitStatistics(gru)).toBeNull()
    expect(unitOrder(gru)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('has the mean of neurons that take several steps in one', () => {
    const two = { ...episode, steps: 1, units: 2, strips: { spikes: Float32Array.of(1, 0, 0, 0, 1, 1, 1, 0) } }
    expect([...stripOf(two, 'spikes')!]).toEqual([0.5, 0, 1, 0.5])
    expect(stripOf(two, 'current')).toBeUndefined()
  })

  it('is drawn in bands: choices or numbers, rewards, values, hidden truth, maps of the memory', () => {
    const bands = behaviorBands({ episode, environment: cart, truths })
    const svg = drawn((pen) => drawBands(pen, bands, 41, 7), 400, bandsHeight(bands))
    for (const words of ['policy and actions', 'reward, per step', 'return 40.0', 'value', 'velocity, m/s', 't = 1'])
      expect(svg).toContain(`>${words}<`)
    expect(svg).toMatch(/>R² \d\.\d\d, seen −?\d\.\d\d</)
    const swing = madeEpisode(pendulum)
    drawn((pen) => drawBands(pen, behaviorBands({ episode: swing, environment: pendulum, truths: truthsOf(swing, pendulum) }), 41, null))
    expect(behaviorKeys(cart, truths, COLORS).map(({ label }) => label)).toEqual(['left', 'right', 'hidden', 'read out of the memory'])
    const maps = memoryBands({ episode, threshold: 1 })
    expect(maps.map(({ name }) => name)).toEqual(['membrane u', 'current c', 'forget gate F', 'input gate I', 'spikes'])
    expect(drawn((pen) => drawBands(pen, maps, 41, 0), 400, bandsHeight(maps)).match(/<image/g)).toHaveLength(5)
  })
})

it('says below the drawing what the numbers of a state mean', () => {
  const namesOf = (environment: EnvironmentSpec) => environmentShape(environment).names.state
  expect(namesOf({ kind: 'tMaze', length: 10, active: false })).toContain('goal shown')
  expect(tMaze.legend).toContain('Goal shown: 0 not yet, 1 now, 2 before.')
  expect(namesOf({ kind: 'switchRiddle', agents: 3 })).toContain('prisoner 1 visited')
  expect(switchRiddle.legend).toContain('(visited: 1)')
})

describe('values of actions', () => {
  const { policy: _, values: __, ...bare } = madeEpisode(cart)
  const each: Episode = { ...madeEpisode(cart), actionValues: { of: 'each', values: Float32Array.from({ length: 82 }, (_, at) => at / 2) } }

  it('are a line an action, in the table and in the sentence', () => {
    const bands = behaviorBands({ episode: each, environment: cart, truths: [] })
    expect(bands.map(({ name, label }) => [name, label])).toContainEqual(['value of each action', 'the smaller of two critics'])
    const svg = drawn((pen) => drawBands(pen, bands, 41, 7), 400, bandsHeight(bands))
    expect(svg).toContain('>41<')
    const { heads, rows } = episodeTable(each, cart, [])
    expect(heads.slice(-3)).toEqual(['value of left', 'value of right', 'value'])
    expect(rows[3]!.values.slice(-3, -1)).toEqual([3, 3.5])
    const [taken] = actionAt(each, cart, 3)!
    expect(timeStepText(each, cart, 3)).toContain(`, value ${taken === 0 ? '3.00' : '3.50'}, reward`)
  })

  it('of the action that was taken are one line, which has no last moment', () => {
    const swing: Episode = { ...madeEpisode(pendulum), actionValues: { of: 'taken', values: new Float32Array(41).fill(-3) } }
    expect(valueLines(swing, pendulum).map(({ values }) => values.length)).toEqual([40])
    expect(episodeTable(swing, pendulum, []).rows.at(-1)!.values.at(-2)).toBeNaN()
    expect(timeStepText(swing, pendulum, 0)).toContain(', value −3.00, reward')
    drawn((pen) => drawBands(pen, behaviorBands({ episode: swing, environment: pendulum, truths: [] }), 41, 0))
  })

  it('stand alone where there is no policy', () => {
    const team: Episode = { ...bare, actionValues: each.actionValues! }
    expect(behaviorBands({ episode: team, environment: cart, truths: [] }).map(({ name, label }) => `${name} ${label ?? ''}`)).toEqual([
      'actions ',
      'reward return 40.0',
      'value of each action ',
    ])
    expect(timeStepText(team, cart, 3)).not.toContain('probability')
    expect(episodeTable(team, cart, []).heads).toEqual(['step', 'action', 'reward', 'value of left', 'value of right'])
    drawn((pen) => drawBands(pen, behaviorBands({ episode: team, environment: cart, truths: [] }), 41, 0))
  })
})

describe('returns', () => {
  const returns = [10, 12, 12, 40, 200]
  const detail = { returns, lengths: returns }

  it('are counted in bars of one round width, each once', () => {
    for (const values of [returns, [3], [-250.5, -1.25, -1], [0, 0, 0], [1e-9, 2e-9], Array.from({ length: 1024 }, (_, at) => noise(at))]) {
      const bars = histogram(values)
      expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
      expect(bars.length).toBeLessThanOrEqual(34)
      for (const value of values) expect(bars.some(({ from, to }) => value >= from - 1e-9 && value <= to + 1e-9)).toBe(true)
    }
    expect(histogram([])).toEqual([])
    expect(histogram([7, 8, 8]).map(({ count }) => count)).toEqual([1, 2])
  })

  it('are listed by episode, with who won where one can', () => {
    expect(detailRows(detail).slice(0, 2)).toEqual([
      ['episode', 'return', 'length'],
      [1, 10, 10],
    ])
    expect(detailRows({ ...detail, wins: [0, 1, 1, 0, 1] }).slice(0, 3)).toEqual([
      ['episode', 'return', 'length', 'won'],
      [1, 10, 10, 0],
      [2, 12, 12, 1],
    ])
  })

  it('are drawn with their mean, and said', () => {
    const svg = drawn((pen) => drawHistogram(pen, returns, 'return, per episode', '#000000'), 300, 170)
    for (const words of ['mean 54.8', 'episodes', 'return, per episode']) expect(svg).toContain(`>${words}<`)
    drawn((pen) => drawHistogram(pen, [200, 200], 'return', '#000000'), 300, 170)
    expect(histogramSentence('Returns', returns)).toBe('Returns of 5 episodes: mean 54.8, median 12.0, from 10.0 to 200.0.')
    expect(spreadOf([1, 3])).toEqual({ mean: 2, standardDeviation: 1, low: 1, median: 2, high: 3 })
    expect(histogramTable(returns, 1).heads).toEqual(['from', 'to', 'episodes'])
    expect(detailRows(detail)[2]).toEqual([2, 12, 12])
  })
})

describe('keys', () => {
  const keysOf = (spec: object) =>
    ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].map((key) => keyAction(key, environmentOf(spec))?.[0] ?? null)

  it('mean the actions that are named after them', () => {
    expect(keysOf({ kind: 'cartPole' })).toEqual([0, 1, null, null])
    expect(keysOf({ kind: 'catch' })).toEqual([0, 2, 1, 1])
    expect(keysOf({ kind: 'tMaze' })).toEqual([2, 0, 1, 3])
    expect(keysOf({ kind: 'keyToDoor' })).toEqual([2, 3, 0, 1])
    expect(keysOf({ kind: 'acrobot' })).toEqual([0, 2, 1, 1])
    expect(keysOf({ kind: 'pendulum' })).toEqual([-1, 1, 0, 0])
    expect(keysOf({ kind: 'memoryChain' })).toEqual([0, 1, null, null])
  })

  it('of digits choose by name, or by number', () => {
    expect(keyAction('1', environmentOf({ kind: 'memoryChain' }))).toEqual([1])
    expect(keyAction('2', cart)).toEqual([1])
    expect(keyAction('3', cart)).toBeNull()
    expect(keyAction('q', cart)).toBeNull()
  })

  it('that are let go leave nothing to be done, or what was done last', () => {
    expect(restingAction(cart, [1])).toEqual([1])
    expect(restingAction(environmentOf({ kind: 'catch' }), [2])).toEqual([1])
    expect(restingAction(pendulum, [-1])).toEqual([0])
    expect(buttonsOf(cart).map(({ name }) => name)).toEqual(['left', 'right'])
    expect(buttonsOf(pendulum)).toEqual([
      { name: 'torque −1', action: [-1] },
      { name: 'torque 0', action: [0] },
      { name: 'torque 1', action: [1] },
    ])
  })
})

describe('a pinned row', () => {
  const open = { task: 'control', data: { environment: cart.spec, batch: 16 }, algorithm: { kind: 'ppo' } } as unknown as Parameters<
    typeof environmentOfReading
  >[1]
  const reading = { layers: [], outputs: 2, steps: 2, readout: Float32Array.of(0, 0, 3, 0) }

  it('is an environment, and its choice has a probability', () => {
    expect(rowLabel({ sample: 3 }, cart)).toBe('environment 4')
    expect(rowLabel({ sample: 4 }, environmentOf({ kind: 'spread' }))).toBe('environment 2, agent 2')
    expect(choiceText(reading, 1, cart)).toMatch(/^chooses left, 95\.3\s%$/)
    expect(choiceText({ ...reading, outputs: 1 }, 2, pendulum)).toBe('torque 3.00')
    expect(choiceText(reading, 1, { ...cart, valued: true })).toBe('values left most, 3.00')
    expect(receivedText(cart)).toContain('(position, angle)')
    expect(receivedText(environmentOf({ kind: 'catch' }))).not.toContain('row 1')
    expect(probabilities([1000, 1000])).toEqual([0.5, 0.5])
  })

  it('of another experiment is not taken for one', () => {
    expect(environmentOfReading(reading, open)).toMatchObject({ shape: cart.shape })
    expect(environmentOfReading({ outputs: 10 }, open)).toBeNull()
    expect(observedOf({ outputs: 2 }, open)).toBeNull()
    expect(observedOf({ outputs: 2, input: { steps: 2, data: new Float32Array(4) } }, open)).toMatchObject({ steps: 2, numbers: 2 })
    expect(observedOf({ outputs: 2, input: { steps: 2, data: new Float32Array(5) } }, open)).toBeNull()
  })
})
