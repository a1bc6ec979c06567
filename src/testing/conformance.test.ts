/** The project's own conformance cases through the real shaders, and the runner's refusals. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { type Case, caseFiles, parseCase, readCase } from '../headless/conformance/read'
import { runCase, runFile, runFolders } from '../headless/conformance/run'
import { kernelGpu } from './gpu'

const gpu = await kernelGpu()
const CASES = fileURLToPath(new URL('./cases', import.meta.url))
const files = caseFiles(CASES)

describe('cases', () => {
  test('there are cases of every op and kind that the project promises', () => {
    const cases = files.map(readCase)
    expect(new Set(cases.map((c) => c.op))).toEqual(
      new Set([
        'grsn',
        'lif',
        'noisyLif',
        'neuronEquations',
        'recurrentLif',
        'parallelNeuron',
        'mpdAgl',
        'linear',
        'onlineLinear',
        'onlineUpdates',
        'eprop',
        'delay',
        'delayedConv2d',
        'conv2d',
        'pool2d',
        'cmaFusion',
        'loss',
        'lossTerms',
        'distillation',
        'optimiser',
        'trainingTrace',
        'yoloxDecode',
        'simOta',
        'detectionLoss',
        'nms',
        'averagePrecision',
        'gae',
        'spikeDistance',
        'pspLoss',
        'gaussianKl',
        'tecosStep',
        'eventBins',
        'arsnn',
        'environment',
        'criticLoss',
        'actorLoss',
        'tdLambda',
        'qmix',
        'qmixLoss',
        'pairedDifference',
        'aggregate',
        'stepJacobian',
        'scoreCosine',
      ]),
    )
    const distances = cases.filter((c) => c.op === 'spikeDistance').map(({ attrs }) => attrs.kind)
    expect(new Set(distances)).toEqual(new Set(['vanRossum', 'victorPurpura', 'isi', 'spike']))
    const fusions = cases.filter((c) => c.op === 'cmaFusion').map(({ attrs }) => `${attrs.variant} ${attrs.scores} ${attrs.kernel}`)
    for (const kind of ['V1', 'V2', 'self', 'both', 'temporal', 'spatial', '3', '7'])
      expect(fusions.some((one) => one.split(' ').includes(kind))).toBe(true)
    const latent = cases.filter((c) => c.op === 'tecosStep').map(({ attrs }) => attrs)
    for (const kind of ['noisy', 'deterministic', 'psp', 'mmd', 'tanh', 'relu', true, false])
      expect(latent.some((a) => [a.neuron, a.spikeLoss, a.memoryActivation, a.temporalConditioning].includes(kind))).toBe(true)
    const losses = cases.filter((c) => c.op === 'detectionLoss').map(({ attrs }) => attrs)
    for (const kind of ['iou', 'giou', true, false]) expect(losses.some((a) => a.iouLoss === kind || a.l1 === kind)).toBe(true)
    const scored = cases.filter((c) => c.op === 'averagePrecision').map(({ attrs }) => attrs.protocol)
    expect(new Set(scored)).toEqual(new Set(['coco', 'prophesee']))
    expect(new Set(cases.filter((c) => c.op === 'nms').map(({ attrs }) => attrs.classAgnostic))).toEqual(new Set([true, false]))
    const events = cases.filter((c) => c.op === 'eventBins').map(({ attrs }) => attrs.kind)
    expect(new Set(events)).toEqual(new Set(['bins', 'timeSurface', 'voxelGrid', 'voxelCube']))
    const samplers = cases.filter((c) => c.op === 'arsnn').map(({ attrs }) => attrs)
    for (const kind of ['arsnn', 'rsnn', 'snn', 'sum', 'avg', 3, 5])
      expect(samplers.some((a) => [a.sampler, a.readout, a.kernel].includes(kind))).toBe(true)
    const trained = samplers.map((a) => `${a.spikeAwareTraining} ${a.residualPotentialDropout}`)
    expect(trained).toEqual(expect.arrayContaining(['true true', 'true false', 'false true', 'false false']))
    const parallel = cases.filter((c) => c.op === 'parallelNeuron').map(({ attrs }) => attrs)
    expect(new Set(parallel.map(({ kind }) => kind))).toEqual(new Set(['psn', 'masked', 'sliding']))
    expect(parallel.some(({ masked }) => typeof masked === 'number' && masked < 1)).toBe(true)
    const delays = cases.filter((c) => c.op === 'delay').map(({ attrs }) => `${attrs.kind} ${attrs.per}`)
    const ofDelays = ['gaussian', 'linear'].flatMap((kind) => ['synapse', 'axon', 'neuron'].map((per) => `${kind} ${per}`))
    expect(new Set(delays)).toEqual(new Set(ofDelays))
    const environments = cases.filter((c) => c.op === 'environment').map(({ attrs }) => attrs)
    const kinds = ['cartPole', 'pendulum', 'acrobot', 'mountainCar', 'catch', 'tMaze', 'memoryChain']
    const teams = ['switchRiddle', 'spread', 'speakerListener', 'reference', 'skirmish', 'jointRecall', 'hunt']
    for (const kind of [...kinds, ...teams]) expect(environments.some((a) => a.environment === kind)).toBe(true)
    for (const kind of ['F', 'P', 'V']) expect(environments.some((a) => a.mask === kind)).toBe(true)
    const gates = cases.filter((c) => c.op === 'grsn').map(({ attrs }) => `${attrs.gateSource} ${attrs.inputProjection}`)
    expect(new Set(gates)).toEqual(new Set(['input false', 'input true', 'spike true', 'both false', 'both true']))
    const lif = cases.filter((c) => c.op === 'lif').map((c) => c.attrs as { reset: string; surrogate: { kind: string } })
    expect(new Set(lif.map((a) => a.reset))).toEqual(new Set(['zero', 'subtract', 'subtractDelayed', 'none']))
    expect(new Set(lif.map((a) => a.surrogate.kind))).toEqual(new Set(['rect', 'triangle', 'sigmoid', 'atan', 'fastSigmoid', 'gaussian']))
  })

  test.each(files.map((file) => relative(CASES, file)))('%s', async (file) => {
    const { passed, line } = await runFile(gpu, join(CASES, file))
    expect(passed, line).toBe(true)
  })
})

describe('the runner', () => {
  const lif = readCase(join(CASES, 'lif', '00-zero-rect.json'))
  const failure = async (change: Partial<Case>) => {
    const folder = mkdtempSync(join(tmpdir(), 'case-'))
    const file = join(folder, 'case.json')
    writeFileSync(file, JSON.stringify({ ...lif, ...change }))
    const result = await runFile(gpu, file)
    rmSync(folder, { recursive: true })
    expect(result.passed).toBe(false)
    return result.line
  }
  const spikes = lif.outputs.spikes!
  const membrane = lif.outputs.membrane!

  test('fails an op or an attribute that is not known', async () => {
    expect(await failure({ op: 'quantumLif' })).toContain('quantumLif is not an op')
    expect(await failure({ op: 'constructor' })).toContain('constructor is not an op')
    expect(await failure({ attrs: { ...lif.attrs, refractory: 3 } })).toContain('refractory')
    expect(await failure({ attrs: { ...lif.attrs, reset: 'sideways' } })).toContain('reset')
    expect(await failure({ attrs: { ...lif.attrs, surrogate: { kind: 'rect', width: 1, scale: 2 } } })).toContain('scale')
    const fusion = readCase(join(CASES, 'cma-fusion', '00-V1-both.json'))
    expect(await failure({ ...fusion, attrs: { ...fusion.attrs, kernel: 5 } })).toContain('kernel')
    expect(await failure({ ...fusion, attrs: { ...fusion.attrs, bias: true } })).toContain('bias')
    expect(await failure({ ...fusion, attrs: { ...fusion.attrs, ratio: 1 } })).toContain('eventTemporal1')
    const sampler = readCase(join(CASES, 'arsnn', '03-rsnn-depth2.json'))
    expect(await failure({ ...sampler, attrs: { ...sampler.attrs, slices: 2 } })).toContain('slices')
    expect(await failure({ ...sampler, attrs: { ...sampler.attrs, kernel: 4 } })).toContain('odd')
    expect(await failure({ ...sampler, attrs: { ...sampler.attrs, depth: 1 } })).toContain('gateWeight2')
  })
  test('fails gates that see nothing of the input, and weights that are not there', async () => {
    const grsn = readCase(join(CASES, 'grsn', '01-spike.json'))
    expect(await failure({ ...grsn, attrs: { ...grsn.attrs, inputProjection: false } })).toContain('need an input projection')
    expect(await failure({ ...grsn, attrs: { ...grsn.attrs, gateSource: 'neither' } })).toContain('gateSource')
    const { projectionBias: _, ...inputs } = grsn.inputs
    expect(await failure({ ...grsn, inputs })).toContain('the case has no projectionBias')
  })
  test('fails a distance that is not defined, and trains that do not fill their times', async () => {
    const distances = readCase(join(CASES, 'spike-distance', '02-isi.json'))
    const counts = { shape: [6], data: [0, 3, 2, 2, 2, 2] }
    expect(await failure({ ...distances, inputs: { ...distances.inputs, counts } })).toContain('distances NaN FAILED')
    expect(await failure({ ...distances, inputs: { ...distances.inputs, counts: { shape: [1], data: [3] } } })).toContain(
      'there are 11 times',
    )
    expect(await failure({ ...distances, attrs: { ...distances.attrs, tau: 5 } })).toContain('tau')
  })
  test('fails statistics that are off, and resamples that do not fit', async () => {
    const difference = readCase(join(CASES, 'paired-difference', '00.json'))
    const low = { shape: [], data: [difference.outputs.low!.data[0]! + 1e-5] }
    expect(await failure({ ...difference, outputs: { ...difference.outputs, low } })).toMatch(/low \S+ FAILED {2}high \S+ {2}pValue/)
    expect(await failure({ ...difference, attrs: { level: 95 } })).toContain('level')
    const resamples = { shape: [1, 4], data: [0, 1, 2, 4] }
    expect(await failure({ ...difference, inputs: { ...difference.inputs, resamples } })).toContain('not below 4')
    const aggregate = readCase(join(CASES, 'aggregate', '00.json'))
    expect(await failure({ ...aggregate, inputs: { ...aggregate.inputs, resamples } })).toContain('[1,4] are not rows of [5,3]')
    expect(await failure({ ...aggregate, inputs: { ...aggregate.inputs, scores: difference.inputs.a! } })).toContain('[runs, tasks]')
  })
  test('fails a box of detection that is off, an owner that is another, and levels that do not fit', async () => {
    const ota = readCase(join(CASES, 'sim-ota', '03-2-positives.json'))
    const owner = ota.outputs.owner!
    const data = owner.data.map((g) => (g === -1 ? -1 : g + 1))
    expect(await failure({ ...ota, outputs: { ...ota.outputs, owner: { ...owner, data } } })).toMatch(
      /owner \S+ FAILED {2}matchedIou \S+ {2}/,
    )
    expect(await failure({ ...ota, attrs: { ...ota.attrs, classes: 3 } })).toContain('is not [1, 8, height, width]')
    expect(await failure({ ...ota, attrs: { ...ota.attrs, centerRadius: 2.5 } })).toContain('centerRadius')
    expect(await failure({ ...ota, attrs: { ...ota.attrs, strides: [16, 32] } })).toContain('the case has no level1')
  })
  test('fails a latent model that is deeper than the network here, or whose weights do not fit', async () => {
    const latent = readCase(join(CASES, 'tecos-step', '01-noisy-psp.json'))
    const nets = latent.attrs.nets as Readonly<Record<string, readonly number[]>>
    const others = async (changed: Readonly<Record<string, unknown>>) =>
      failure({ ...latent, attrs: { ...latent.attrs, nets: { ...nets, ...changed } } })
    expect(await others({ encoder: [10, 8, 8, 8] })).toContain('one hidden layer at most')
    expect(await others({ memory: undefined })).toContain('belongs to temporal conditioning')
    expect(await others({ critic: [4, 4] })).toContain('critic')
    expect(await others({ prior: [6, 8] })).toContain('priorWeight1 [5,6] does not fit: 6 inputs, 8 outputs, prior.weight')
    const { memoryBias2: _, ...inputs } = latent.inputs
    expect(await failure({ ...latent, inputs })).toContain('the case has no memoryBias2')
  })
  test('fails one spike that differs, and a membrane off by more than the limit', async () => {
    const flipped = spikes.data.map((s, i) => (i === 5 ? 1 - s : s))
    expect(await failure({ outputs: { ...lif.outputs, spikes: { ...spikes, data: flipped } } })).toMatch(
      /spikes \S+ FAILED {2}membrane \S+ {2}d x/,
    )
    const scaled = membrane.data.map((u) => u * 1.0001)
    expect(await failure({ outputs: { ...lif.outputs, membrane: { ...membrane, data: scaled } } })).toContain('membrane 1.0e-4 FAILED')
  })
  test('fails an answer to a tensor that was not asked for, and a case without answers', async () => {
    expect(await failure({ outputs: { ...lif.outputs, current: membrane } })).toContain('current Infinity FAILED')
    expect(await failure({ outputs: {}, gradients: {} })).toContain('it holds no answer')
  })
  test('fails a file that is no case', async () => {
    expect(await failure({ inputs: {} })).toContain('the case has no x')
    expect(await failure({ outputs: { ...lif.outputs, spikes: { ...spikes, shape: [1, 2, 3] } } })).toContain(
      'the data do not fill the shape',
    )
    expect(() => parseCase(JSON.stringify({ ...lif, extra: 1 }))).toThrow('extra')
  })
  test('takes a widths list of one number a step only', async () => {
    expect(await failure({ attrs: { ...lif.attrs, surrogate: { kind: 'rect', width: [1, 1] } } })).toContain('2 widths for 8 steps')
  })

  const folder = mkdtempSync(join(tmpdir(), 'cases-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  test('ends with a plain line that counts', async () => {
    writeFileSync(join(folder, 'good.json'), JSON.stringify(lif))
    writeFileSync(join(folder, 'bad.json'), JSON.stringify({ ...lif, op: 'none' }))
    const lines: string[] = []
    expect(await runFolders(gpu, [folder, folder], (line) => lines.push(line))).toEqual({ passed: 2, failed: 2 })
    expect(lines).toHaveLength(5)
    expect(lines.at(-1)).toBe('2 passed, 2 failed')
    expect((await runCase(gpu, lif)).line).toBe(lines[1])
    await expect(runFolders(gpu, [join(folder, 'nowhere')], () => {})).rejects.toThrow('nowhere')
  })
})
