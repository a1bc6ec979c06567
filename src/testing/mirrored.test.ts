/** Constants that a shader and TypeScript both have: every pair is the same number. */
import { expect, test } from 'vitest'
import { SOURCES } from '../data/camera/live/scene'
import { ORDERS } from '../data/encoders/frames'
import { EVENT_MAPS } from '../data/pixel-events/represent'
import { SLOW_FLOOR, SLOW_START, STEEPNESS, THRESHOLD } from '../data/retina/cells'
import { CLIP } from '../data/retina/movie'
import { MAX_CELLS } from '../data/retina/schema'
import { HOT_RATE, HOT_SHARE, REFRACTORY, SENSOR } from '../data/scene/sensor'
import { CORNER, DISC, HALF, SQUARE } from '../data/shapes/geometry'
import { BACKGROUND_POINTS, OBJECT_POINTS, ROWS } from '../data/shapes/make'
import { BACKGROUND_DEPTH, MIN_EVENTS, MIN_SHARE, OBJECT_DEPTH, RECENT } from '../data/shapes/reference'
import { MAX_OVERLAP, TRIES } from '../data/shapes/scene'
import { MAX_OBJECTS, SCENE_SIDE, SUBSTEPS as SHAPES_SUBSTEPS, WINDOW } from '../data/shapes/schema'
import { DURATION, FINGERS, SUBSTEPS, TIME_STEPS } from '../data/signs/scene'
import { SIGNS_SIDE, SIGNS_STEPS } from '../data/signs/schema'
import randomSource from '../engine/random.ts?raw'
import { NEEDED, PREY_MOVES, STEP_COST, STRAYS } from '../environments/hunt/schema'
import { PAIR, RECALL_WORDS } from '../environments/joint-recall/schema'
import { MOVES as PARTICLE_MOVES, PHYSICS } from '../environments/particles/schema'
import { FIRST_EPISODE, TOTALS } from '../environments/record/kernels'
import { STREAMS } from '../environments/record/reference'
import { END, STATE_HEAD } from '../environments/record/schema'
import { MARKS, REFERENCE_COLOR, REFERENCE_WORDS, VOCABULARY } from '../environments/reference/schema'
import { FIELD, MAX_UNITS, MIXED_WORDS, SEEN_WORDS, TICK_RATE, TICKS, UNIT, UNIT_KINDS } from '../environments/skirmish/schema'
import { COOLDOWNS, SCRIPT, STOP } from '../environments/skirmish/units'
import { LANDMARKS, LISTENER_OBSERVATIONS, SPEAKER_COLOR, SPEAKER_WORDS } from '../environments/speaker-listener/schema'
import { MAX_AGENTS, RADIUS, SEES } from '../environments/spread/schema'
import { RIDDLE_ACTIONS, RIDDLE_WORDS, VISITS } from '../environments/switch-riddle/schema'
import { NOT_FINITE } from '../experiments/scalars'
import { readShaders } from '../headless/shaders'
import { ACTIVATIONS } from '../layers/activation/schema'
import { WHOLE } from '../layers/delay/layer'
import { EPSILON } from '../layers/delay/reference'
import { DELAYS_PER, INTERPOLATIONS } from '../layers/delay/schema'
import { BLOCK } from '../layers/joined/kernels'
import { CELL_KINDS } from '../layers/latent/schema'
import { ENDED_BY } from '../layers/linear/joined'
import { WEIGHT_COLUMNS } from '../layers/linear/kernels'
import { SUM_ROWS } from '../layers/linear/variants'
import { GATE_KINDS } from '../layers/memory/schema'
import { QUAD } from '../layers/sampler/kernels'
import { CHOICES, TRANSITION_END } from '../losses/control/schema'
import { WORKGROUP_LIMITS } from '../losses/detection/loss'
import { MAX_LOG } from '../losses/detection/reference'
import { KINDS } from '../losses/terms/loss'
import { BINS, CELL, CELLS, PIECE, VALUE_CELLS } from '../networks/probe-kernels'
import { SHARES } from '../neurons/equations/kernels'
import { LIMITS } from '../neurons/equations/tree'
import { CHUNKS } from '../neurons/leaky/kernels'
import { SQUARES_SCALE } from '../neurons/leaky/layer'
import { RESETS } from '../neurons/lif/schema'
import { FORMS } from '../neurons/parallel/schema'
import { SURROGATE_KINDS } from '../neurons/surrogate/describe'
import { epochTable } from '../optimizers/cycle'
import { CONTROL, MAX_METRICS, PART, SCHEDULE } from '../optimizers/optimizer'
import { GROWTH } from '../optimizers/reference'
import { PADDING } from '../tasks/classification/build'
import { allKernels } from './kernels'

const sources = readShaders()

/** The constants of a file, by name. */
const constantsOf = (shader: string): Record<string, number> =>
  Object.fromEntries([...sources[shader]!.matchAll(/^const (\w+) = ([-+.\w]+?)u?;/gm)].map(([, name, value]) => [name!, Number(value)]))

const reset = (name: (typeof RESETS)[number]) => RESETS.indexOf(name)
const activation = (name: (typeof ACTIVATIONS)[number]) => ACTIVATIONS.indexOf(name)
const choice = (name: (typeof CHOICES)[number]) => CHOICES.indexOf(name)
/** A list whose order numbers the constants of the same names. */
const numbered = (names: readonly string[]) => Object.fromEntries(names.map((name, i) => [name.toUpperCase(), i]))
const adam = { kind: 'adam', rate: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const

/** The offsets of the parts of a state, without the number of all words. */
const withoutWords = <W extends { readonly words: number }>({ words: _, ...places }: W) => places

/** The constants of each shader that TypeScript also has. */
const MIRRORED: Record<string, Record<string, number>> = {
  'data/camera-sense': { BARS: SOURCES.bars, DISC: SOURCES.disc, BALLS: SOURCES.balls },
  'data/pixel-event-map': { GRID: EVENT_MAPS.indexOf('voxelGrid'), CUBE: EVENT_MAPS.indexOf('voxelCube') },
  'data/retina-movie': { CLIP },
  'data/retina-rates': { SLOW_START, SLOW_FLOOR, STEEPNESS, THRESHOLD },
  'data/retina-spikes': { MAX_CELLS },
  'data/shapes-scene': { TRIES, MAX_OVERLAP },
  'data/shapes-sense': {
    SUBSTEPS: SHAPES_SUBSTEPS,
    SUBSTEP: (1e6 * WINDOW) / SHAPES_SUBSTEPS,
    REFRACTORY,
    RECENT,
    HOT_RATE,
    HOT_SHARE,
    SENSOR,
    BACKGROUND_DEPTH,
    OBJECT_DEPTH,
  },
  'data/shapes-truths': { MIN_SHARE, MIN_EVENTS },
  'data/signs-see': {
    STEPS: SIGNS_STEPS,
    SUBSTEPS,
    SIDE: SIGNS_SIDE,
    FINGERS,
    REFRACTORY,
    DURATION: Math.round((1e6 * DURATION) / (TIME_STEPS - 1)),
  },
  'layers/joined-sums': { WIDTH: BLOCK / 4 },
  'layers/joined-sums-norm': { WIDTH: BLOCK / 4 },
  'layers/joined-flips': { WIDTH: BLOCK },
  'layers/joined-linear-backward-weight': { COLUMNS: WEIGHT_COLUMNS },
  'neurons/online-eligibility': { MAX_STATES: LIMITS.states },
  'lib/time-scan': { CHUNKS },
  'losses/firing-rates': { NEURONS: KINDS.neurons, POPULATION: KINDS.population },
  'losses/control-choose': {
    EPSILON_GREEDY: choice('epsilonGreedy'),
    GAUSSIAN: choice('gaussian'),
    TANH_GAUSSIAN: choice('tanhGaussian'),
    DETERMINISTIC: choice('deterministic'),
  },
  'environments/spread': { NEAREST: SEES.indexOf('nearest'), WITHIN: SEES.indexOf('radius'), MAX: MAX_AGENTS, REACH: 2 * RADIUS },
  'environments/speaker-listener': {
    ...withoutWords(SPEAKER_WORDS),
    ...SPEAKER_COLOR,
    LANDMARKS,
    MOVES: PARTICLE_MOVES.length,
    OBSERVATIONS: LISTENER_OBSERVATIONS,
  },
  'environments/reference': { ...withoutWords(REFERENCE_WORDS), ...REFERENCE_COLOR, MARKS, VOCABULARY, MOVES: PARTICLE_MOVES.length },
  'environments/switch-riddle': { VISITS, ...RIDDLE_WORDS, SWITCH: RIDDLE_ACTIONS.indexOf('switch'), TELL: RIDDLE_ACTIONS.indexOf('tell') },
  'environments/joint-recall': { PAIR, ...RECALL_WORDS },
  'environments/hunt': { STRAYS, GRAB: PREY_MOVES, NEEDED, STEP_COST },
  'environments/skirmish': {
    THREADS: MAX_UNITS,
    TICKS,
    TICK_RATE,
    FIELD,
    STOP,
    KINDS: UNIT_KINDS.length,
    UNIT_WORDS: UNIT.WORDS,
    SEEN_WORDS,
    MIXED_WORDS,
    COOLDOWNS,
    SCRIPT,
  },
  'losses/detection-assign': { PAIRS: WORKGROUP_LIMITS.pairs, CELLS: WORKGROUP_LIMITS.cells, TRUTHS: WORKGROUP_LIMITS.truths },
  'lib/record-input': { RESET: END.reset },
  'layers/draw-sequences': { RESET: END.reset },
  'environments/episode-returns': {
    TERMINATED: END.terminated,
    TRUNCATED: END.truncated,
    RESET: END.reset,
    COLUMNS: TOTALS,
    ...FIRST_EPISODE,
  },
  'probes/agent-summary': { COLUMNS: TOTALS },
  'lib/detector-cells': { MAX_LOG },
  'optimizers/average-weights': { GROWTH },
  'lib/activation': {
    RELU: activation('relu'),
    TANH: activation('tanh'),
    SIGMOID: activation('sigmoid'),
    SOFTPLUS: activation('softplus'),
    EXP: activation('exp'),
  },
  'lib/control': { TABLE: CONTROL, TABLE_COLUMNS: epochTable(adam, { kind: 'constant' }, 1).length },
  'lib/ended-by': { RELU: ENDED_BY.indexOf('relu'), TANH: ENDED_BY.indexOf('tanh') },
  'lib/episode': { TERMINATED: END.terminated, TRUNCATED: END.truncated, RESET: END.reset, HEAD: STATE_HEAD.own, START: STREAMS.start },
  'lib/frame-order': { REVERSED: ORDERS.reversed, SHUFFLED: ORDERS.shuffled, COLLAPSED: ORDERS.collapsed },
  'lib/labels': { PADDING },
  'lib/latent': Object.fromEntries(CELL_KINDS.map((kind, i) => [kind.toUpperCase(), i])),
  'lib/delay': { ...numbered(INTERPOLATIONS), WHOLE, EPSILON },
  'lib/delayed-synapses': numbered(DELAYS_PER),
  'lib/parallel': numbered(FORMS),
  'lib/leaky': { ZERO: reset('zero'), SUBTRACT: reset('subtract'), SUBTRACT_DELAYED: reset('subtractDelayed') },
  'lib/memory-spiking': Object.fromEntries(GATE_KINDS.map((kind, i) => [kind === 'none' ? 'NONE' : `OF_${kind.toUpperCase()}`, i])),
  'lib/sampler-tile': { QUAD },
  'lib/bias-partial': { SUM_ROWS },
  'layers/sum-of-events': { SUM_ROWS },
  'lib/shapes': { WINDOW, SCENE_SIDE, MAX_OBJECTS, OBJECT_ROWS: (ROWS - 1) / MAX_OBJECTS, DISC, SQUARE, HALF, CORNER },
  'lib/particles': PHYSICS,
  'lib/squares': { SQUARES_SCALE },
  'lib/texture-lattice': { BACKGROUND_POINTS, OBJECT_POINTS },
  'lib/transition': { TERMINATED: END.terminated, TRUNCATED: END.truncated, RESET: END.reset },
  'neurons/parameter-backward': { NEURON: SHARES.neuron, LAYER: SHARES.layer, STEP: SHARES.step },
  'lib/surrogate': {
    RECT: SURROGATE_KINDS.rect,
    TRIANGLE: SURROGATE_KINDS.triangle,
    SIGMOID: SURROGATE_KINDS.sigmoid,
    ATAN: SURROGATE_KINDS.atan,
    FAST_SIGMOID: SURROGATE_KINDS.fastSigmoid,
    GAUSSIAN: SURROGATE_KINDS.gaussian,
    RELU: SURROGATE_KINDS.relu,
    SILU: SURROGATE_KINDS.silu,
  },
  'optimizers/step-control': {
    COSINE: SCHEDULE.cosine,
    STEP: SCHEDULE.step,
    ONE_CYCLE: SCHEDULE.oneCycle,
    UPDATE: PART.update,
    END: PART.end,
    LOSS: NOT_FINITE.loss,
    GRADIENT: NOT_FINITE.gradient,
    MAX_METRICS,
  },
  'probes/membrane-histogram': {
    BINS,
    CELLS,
    ...CELL,
    NOWHERE: CELLS,
  },
  'probes/neuron-counts': { PIECE },
  'probes/value-histogram': { BINS, CELLS: VALUE_CELLS },
}

/** Constants that exist only in shaders. */
const OWN: Record<string, readonly string[]> = {
  'data/image-encode': ['THREADS'],
  'data/pixel-event-span': ['THREADS'],
  // Far below any std that is measured.
  'neurons/argument-statistics': ['LEAST_STD'],
  'optimizers/wait': ['WAITS'],
  // A stream of random numbers, which float64 has, too: every spike would differ.
  'data/retina-spikes': ['SPIKES'],
  // Streams of random numbers, which float64 has, too: every sample would differ.
  'data/shapes-scene': ['SCENE', 'OBJECTS'],
  'data/shapes-sense': ['EVENT_NOISE', 'TILE', 'NEAR'],
  'data/shapes-truths': ['SUMS'],
  'data/signs-see': ['EVENT_NOISE', 'IMAGE_NOISE', 'PIXEL_NOISE'],
  'layers/attention-spatial-pool': ['MIN', 'NOWHERE'],
  'layers/attention-spatial-weights': ['THREADS'],
  'layers/attention-temporal-logit-grad': ['THREADS'],
  'layers/attention-temporal-pool': ['THREADS', 'MIN', 'NOWHERE'],
  'layers/conv2d-forward-tiled': ['DEPTH'],
  'layers/linear-forward-tiled': ['DEPTH'],
  // Positions in a row of the table at which its lists start.
  'layers/joined-linear-backward-input': ['LAYERS'],
  'layers/joined-linear-forward': ['TENSORS'],
  'layers/pool2d-max-index': ['NONE'],
  'losses/control-soft-returns-discrete': ['MIN'],
  'losses/control-actor-loss-discrete': ['MIN'],
  'losses/detection-assign': ['RANKS'],
  'losses/detection-choose': ['THREADS', 'KEPT', 'PLACES'],
  'losses/detection-loss': ['THREADS'],
  'losses/detection-nms': ['MAX_THREADS', 'NONE', 'WORDS'],
  'lib/channel-statistics': ['COLUMNS'],
  'lib/sim-ota': ['NONE', 'TOP', 'TRUTH_WORDS', 'REACH', 'MIN_LOG'],
  'lib/activation': ['STRAIGHT_FROM'],
  'lib/categorical': ['EVERYTHING', 'UNAVAILABLE'],
  'lib/control': ['NORM', 'CLIP', 'RATE', 'CORRECTION1', 'CORRECTION2', 'BETA1', 'DONE', 'SQUARES'],
  'lib/finite': ['EXPONENT'],
  'probes/value-summary': ['THREADS'],
  'lib/readout-loss': ['THREADS'],
  'lib/thread-sum': ['THREADS'],
  'lib/real': ['LANES'],
  'lib/leap': ['FOREVER', 'CLOSE', 'STEEPEST', 'BENDIEST'],
  'lib/normal-policy': ['HALF_LOG_TURN'],
  'lib/squashed': ['MIN_LOG', 'MAX_LOG', 'SLACK', 'HALF_LOG_TURN'],
  'lib/recurrent-backward': ['MIN_GRAD'],
  'lib/spans': ['BLOCK'],
  'lib/value-noise': ['TEXTURE_STREAM'],
  'losses/likelihood': ['FLOOR'],
  'losses/distillation': ['THREADS', 'LOWEST'],
  'losses/firing-rates': ['THREADS'],
  'losses/layer-decay-sum': ['THREADS'],
  'losses/synaptic-operations': ['THREADS'],
  'losses/mean-of-cross-entropy': ['THREADS', 'MIN'],
}

test.each(Object.entries(MIRRORED))('%s has the numbers of TypeScript', (shader, numbers) => {
  expect(constantsOf(shader)).toMatchObject(numbers)
})

test('every constant of a shader is known to be mirrored, or its own', () => {
  for (const shader of Object.keys(sources)) {
    const known = [...Object.keys(MIRRORED[shader] ?? {}), ...(OWN[shader] ?? [])]
    expect([shader, Object.keys(constantsOf(shader)).sort()]).toEqual([shader, known.sort()])
    expect(sources[shader]!.match(/^const /gm)?.length ?? 0, shader).toBe(known.length)
  }
})

test('losses and environments say alike how a transition ended', () => {
  expect(TRANSITION_END).toEqual(END)
})

test('kinds that a shader takes as its default are none of its constants', () => {
  expect(Object.values(constantsOf('optimizers/step-control'))).not.toContain(SCHEDULE.constant)
  expect(Object.values(constantsOf('losses/control-choose'))).not.toContain(choice('categorical'))
  expect(Object.values(constantsOf('lib/leaky'))).not.toContain(reset('none'))
  expect(Object.values(constantsOf('data/camera-sense'))).not.toContain(SOURCES.picture)
  expect(allKernels.find(({ shader }) => shader === 'data/frame-encode')!.constants.ORDER).toBe(ORDERS.reversed)
  expect(Object.values(ORDERS)).not.toContain(allKernels.find(({ shader }) => shader === 'data/image-encode')!.constants.ORDER)
})

test('words of control are told apart, and lie in front of the table', () => {
  const { TABLE, TABLE_COLUMNS: _, ...words } = constantsOf('lib/control')
  expect(Object.values(words).sort()).toEqual([...new Set(Object.values(words))].sort())
  expect(Math.max(...Object.values(words))).toBeLessThan(TABLE!)
})

test('axes of a fixed length are those of the constants', () => {
  const axis = (shader: string, binding: string) => {
    const { bindings } = allKernels.find((kernel) => kernel.shader === shader)!
    return Number(bindings.find(({ name }) => name === binding)!.axes.at(-1))
  }
  expect(axis('optimizers/adam', 'control')).toBe(CONTROL)
  expect(axis('optimizers/sgd', 'control')).toBe(CONTROL)
  expect(axis('probes/membrane-histogram', 'counts')).toBe(CELLS)
  expect(axis('probes/value-histogram', 'counts')).toBe(VALUE_CELLS)
})

/** Large literals in hexadecimal. */
const wordsOf = (source: string): Set<string> => new Set([...source.matchAll(/0x[0-9a-f]{8}/g)].map(([word]) => word))

test('random numbers are made of the same words', () => {
  // The hash of a stream’s name, FNV-1a, is taken in TypeScript alone.
  expect([...wordsOf(randomSource)].sort()).toEqual([...wordsOf(sources['lib/random']!), '0x811c9dc5', '0x01000193'].sort())
})
