/**
 * npm run bench [-- name ...]: readers (files of events, Node), step, forms, lif, equations, recurrent, sequence, watch, dispatches, bytes, camera, fusion, acting (Node, Dawn),
 * browser (Chromium with a software adapter, and TensorFlow.js next to it), page, interaction and beside; by name only: ops, sequence-ops and
 * browser-ops (each op of a step alone), window, glm and reach (tables), gradients (a look at the gradient over time), device (the table of this device, with --json file as a file), and
 * devices FILE... (the rows of docs/measurements.md from such files). Prints one line per measurement, with the adapter. Nothing here is asserted: tests
 * never assert a time.
 */
import { execSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { chromium } from 'playwright'
import { createServer } from 'vite'
import { tune } from '../engine/tune'
import { loadSamples } from '../experiments/build'
import { presetNamed } from '../experiments/presets'
import { grayData, SEQUENCES, WORKLOADS } from '../experiments/workloads'
import { deviceMarkdown } from '../readings/device-table'
import { timeActing } from './bench/acting'
import { timePage } from './bench/app'
import { timeCamera } from './bench/camera'
import { timeComparison } from './bench/comparison-run'
import { devicesMarkdown, measureDevice } from './bench/devices'
import { dispatchTable, trafficOf } from './bench/dispatches'
import { type EquationsTiming, timeEquations } from './bench/equations'
import { timeFusions } from './bench/fusion'
import { glmTable } from './bench/glm'
import { reachTable, timeLooks } from './bench/gradients'
import { timeInteractions } from './bench/interaction'
import { timeLif } from './bench/kernels'
import { type OpTiming, timeOps } from './bench/ops'
import type { BenchPage } from './bench/page'
import { readGigabyte, timeReaders } from './bench/readers'
import { timeRecurrent } from './bench/recurrent'
import { timeSteps } from './bench/steps'
import { timeFrame, timeWatching } from './bench/watching'
import { windowTable } from './bench/window-table'
import { findChromium, WITH_WEBGPU } from './chromium'
import { readCommandLine } from './command-line'
import { openDawn } from './dawn'
import { sources } from './load-data'
import { buildFor } from './open-run'

const say = (line: string) => console.log(line)
const ms = (n: number) => `${n.toFixed(n < 10 ? 2 : 1)} ms`
const percent = (n: number) => `${(100 * n).toFixed(1)} %`
const { words: asked, options } = readCommandLine({ json: 'file' })
const wanted = (name: string) => asked.length === 0 || asked.includes(name)
const NAMES = [
  'readers',
  'step',
  'ops',
  'forms',
  'lif',
  'equations',
  'recurrent',
  'sequence',
  'sequence-ops',
  'watch',
  'dispatches',
  'bytes',
  'camera',
  'fusion',
  'acting',
  'browser',
  'browser-ops',
  'page',
  'interaction',
  'beside',
  'window',
  'glm',
  'reach',
  'gradients',
  'device',
]
if (asked[0] === 'devices') {
  say(devicesMarkdown(asked.slice(1)))
  process.exit(0)
}
const unknown = asked.find((name) => !NAMES.includes(name))
if (unknown) throw new Error(`There is no benchmark named ${unknown}. There are: ${NAMES.join(', ')}`)

const cores = `${execSync('nproc').toString().trim()} cores`

if (wanted('readers')) await readers()
// Readers need no adapter.
if (asked.length > 0 && asked.every((name) => name === 'readers')) process.exit(0)

const gpu = await openDawn({}, undefined, true)
gpu.onError((message) => console.error(message))
say(`Node ${process.version}, ${gpu.info.description}, ${cores}`)

if (wanted('step'))
  for (const { title, experiment } of Object.values(WORKLOADS)) {
    const one = await timeSteps(gpu, experiment)
    const four = await timeSteps(gpu, experiment, { perSubmission: 4, repetitions: 10 })
    say(
      `step ${title}: ${ms(one.ms)} (min ${ms(one.min)}); four a submission ${ms(four.ms)}; ${one.dispatches} dispatches; ${(one.byteLength / 2 ** 20).toFixed(1)} MiB`,
    )
  }

if (asked.includes('ops')) {
  sayOps(WORKLOADS.small.title, await timeOps(gpu, WORKLOADS.small.experiment, grayData()))
  sayOps(WORKLOADS.pictures.title, await timeOps(gpu, WORKLOADS.pictures.experiment, grayData(4096, true)))
  sayOps('default preset', await timeOps(gpu, presetNamed('window')!.experiment, grayData()))
}

if (wanted('forms'))
  for (const { title, experiment } of Object.values(WORKLOADS)) {
    const { tuningSpace } = buildFor(gpu, experiment, grayData())
    await tune(tuningSpace, {}, async (tunedVariants) => {
      const { ms: time } = await timeSteps(gpu, experiment, { tunedVariants, repetitions: 5 })
      say(`forms ${title}: ${JSON.stringify(tunedVariants)}: ${ms(time)}`)
      return time
    })
  }

if (wanted('lif'))
  for (const b of await timeLif(gpu))
    say(`lif [25, 128, 1000] ${b.name}: ${ms(b.ms)}, ${b.gigabytesPerSecond.toFixed(1)} GB/s, ${percent(b.share)} of a copy`)

if (wanted('equations')) {
  let byHand: EquationsTiming | null = null
  for await (const timing of timeEquations(gpu)) {
    byHand ??= timing
    const ratio = (pass: 'forward' | 'backward') => `${ms(timing[pass])} (${(timing[pass] / byHand![pass]).toFixed(2)})`
    say(`equations [25, 128, 1000] ${timing.name}: forward ${ratio('forward')}, backward ${ratio('backward')}`)
  }
}

if (wanted('recurrent'))
  for await (const r of timeRecurrent(gpu))
    say(
      `recurrent [784, 32, ${r.neurons}], spans ${r.spans}, rate ${percent(r.rate)}: forward ${ms(r.forward)}, backward ${ms(r.backward)}${r.skipWeights > 0 ? `, spans' gradient ${ms(r.skipWeights)}` : ''}`,
    )

if (wanted('sequence') || asked.includes('sequence-ops')) {
  for (const { title, experiment } of Object.values(SEQUENCES)) {
    const data = await loadSamples(experiment, sources())
    if (asked.includes('sequence-ops')) {
      sayOps(title, await timeOps(gpu, experiment, data))
      continue
    }
    const t = await timeSteps(gpu, experiment, { repetitions: 5, data })
    say(`sequence ${title}: ${ms(t.ms)} (min ${ms(t.min)}), ${t.dispatches} dispatches, ${(t.byteLength / 2 ** 20).toFixed(0)} MiB`)
  }
}

if (wanted('watch')) {
  const { experiment } = presetNamed('window')!
  const data = await loadSamples(experiment, sources())
  const f = await timeFrame(gpu, experiment, data)
  say(`watch, one step in turn: bare ${ms(f.bare)}, with probes ${ms(f.probes)}, and pinned samples ${ms(f.all)}`)
  const w = await timeWatching(gpu, experiment, data)
  say(
    `watch, default preset, ${w.pairs} pairs: ${percent(w.median)}, in all ${percent(w.total)} (each: ${w.all.map(percent).join(', ')}); step ${ms(w.stepMs)}, ${w.framesPerSecond.toFixed(1)} frames/s`,
  )
}

if (wanted('dispatches')) process.stdout.write(dispatchTable())

if (wanted('bytes'))
  for (const name of ['window', 'mpd-agl-mnist', 'tutorial']) {
    const built = buildFor(gpu, presetNamed(name)!.experiment)
    const { bound, min } = trafficOf(built)
    const hidden = built.probes.length
    const dispatches = built.stages.flatMap(({ program }) => built.programs[program]!).filter((op) => !op.watch).length
    say(
      `bytes ${name}: ${(bound / 2 ** 20).toFixed(1)} MiB bound a step, ${(min / 2 ** 20).toFixed(1)} at least (${(bound / min).toFixed(2)} times); ${dispatches} ops listed, ${(dispatches / Math.max(1, hidden)).toFixed(1)} a spiking layer`,
    )
  }

if (wanted('fusion'))
  for (const f of await timeFusions(gpu))
    say(`fusion ${f.fusion}: ${ms(f.ms)}, ${f.ratio.toFixed(2)} times concatenation; ${f.dispatches} dispatches, ${f.scores} scores`)

if (wanted('camera'))
  for await (const c of timeCamera(gpu))
    say(
      `camera ${c.sensor}, ${c.scene}, ${c.frames} frames a second: ${c.framesPerSecond.toFixed(0)} frames/s, ${(c.framesPerSecond / c.frames).toFixed(2)} of real time; ${(c.eventsPerSecond / 1e6).toFixed(2)} million events/s${c.dropped > 0 ? `, ${c.dropped} without room` : ''}`,
    )

if (wanted('acting'))
  for (const environments of [64, 1024]) {
    const { alone, withPolicy, training, dispatches } = await timeActing(gpu, environments)
    const each = (rate: number) => `${(rate / 1000).toFixed(0)} k/s`
    say(
      `acting: ${environments} poles on carts: alone ${each(alone)}, with 128 spiking neurons in the loop ${each(withPolicy)} (${dispatches} dispatches for 32 steps), with training ${each(training)}`,
    )
  }

if (wanted('browser') || asked.includes('browser-ops')) await browser()

if (wanted('page')) {
  const p = await timePage()
  say(
    `page, default preset, Chromium: ${p.steps} steps in ${p.seconds} s, the membrane view changed ${p.framesPerSecond.toFixed(1)} times a second; main-thread tasks over 50 ms: ${p.longTasks.length === 0 ? 'none' : p.longTasks.map(ms).join(', ')}`,
  )
}

if (wanted('interaction')) {
  const { browser, adapter, latencies } = await timeInteractions()
  say(`interaction, default preset, ${browser}, ${adapter}: from an event to the paint after it`)
  for (const { what, training, paints, slow } of latencies) {
    const at = (share: number) => ms(paints[Math.min(paints.length - 1, Math.floor(share * paints.length))] ?? Number.NaN)
    const events = slow.length === 0 ? 'none of 16 ms or more' : `${slow.length} of 16 ms or more, the longest ${slow.at(-1)} ms`
    say(
      `interaction ${training ? 'training' : 'at rest'}, ${what}: median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} of ${paints.length} events; Event Timing: ${events}`,
    )
  }
}

if (wanted('beside'))
  for await (const { open, other, pair } of timeComparison())
    say(
      `beside, default preset and its counterpart: a pair of steps ${ms(pair)}, alone ${ms(open)} and ${ms(other)}: ${percent(pair / (open + other) - 1)} more than their sum`,
    )

// A quarter of an hour: only when asked for by name.
if (asked.includes('window')) {
  const data = await loadSamples(presetNamed('window')!.experiment, sources())
  await windowTable(gpu, data, (row) => say(JSON.stringify(row)))
}

if (asked.includes('device')) {
  const table = await measureDevice(gpu, (done, total, what) => process.stderr.write(`${done} of ${total}: ${what}\n`))
  say(deviceMarkdown(table))
  for (const { value } of options) writeFileSync(value, `${JSON.stringify(table, null, 2)}\n`)
}

// Minutes: only when asked for by name.
if (asked.includes('glm')) await glmTable(gpu, (row) => say(JSON.stringify(row)))
if (asked.includes('reach') || asked.includes('gradients')) {
  const { experiment } = presetNamed('ps-mnist-small')!
  const data = await loadSamples(experiment, sources())
  if (asked.includes('gradients')) {
    const { step, look } = await timeLooks(gpu, experiment, data)
    say(`gradients, 128 neurons over 196 steps: a look ${ms(look)}, a training step ${ms(step)}: ${(look / step).toFixed(2)} times`)
  }
  if (asked.includes('reach')) await reachTable(gpu, experiment, data, (row) => say(JSON.stringify(row)))
}

async function readers(): Promise<void> {
  say(`Node ${process.version}, ${cores}`)
  const millions = (n: number) => (n / 1e6).toFixed(1)
  // Run first, while the process is small.
  for (const whole of [false, true]) {
    const { seconds, grown, result } = await readGigabyte(whole)
    say(
      `readers, a gigabyte of DAT on the disk, ${whole ? 'as a recording' : 'in pieces'}: ${seconds.toFixed(1)} s, ${(grown - result).toFixed(0)} MB beyond the ${result.toFixed(0)} MB that are made`,
    )
  }
  for await (const { format, events, perSecond, max } of timeReaders())
    say(
      `readers ${format}: ${millions(perSecond)} million events a second from memory (at most ${millions(max)}), of ${millions(events)} million`,
    )
}

/** Prints the ops by kind, the most expensive first. */
function sayOps(title: string, timings: readonly OpTiming[]): void {
  const sum = (list: readonly OpTiming[]) => list.reduce((total, t) => total + t.ms, 0)
  say(`ops ${title}: ${ms(sum(timings.filter((t) => !t.watch)))} in all, ${ms(sum(timings.filter((t) => t.watch)))} more where watched`)
  const shaders = [...new Set(timings.map((t) => t.name.split(' ')[0]!))]
  const grouped = shaders.map((shader) => ({ shader, list: timings.filter((t) => t.name.startsWith(`${shader} `)) }))
  for (const { shader, list } of grouped.sort((a, b) => sum(b.list) - sum(a.list)).slice(0, 16))
    say(`  ${ms(sum(list)).padStart(9)}  ${shader}${list.length > 1 ? `, ${list.length} of them` : ''}`)
}

/** Runs the same steps in Chromium with SwiftShader, and the peer in the same run. */
async function browser(): Promise<void> {
  const server = await createServer({
    server: { port: 5210 },
    logLevel: 'error',
    optimizeDeps: {
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgpu',
        '@tensorflow/tfjs-backend-cpu',
      ],
    },
  })
  await server.listen()
  const chrome = await chromium.launch({ executablePath: findChromium(), args: [...WITH_WEBGPU] })
  try {
    const page = await chrome.newPage()
    page.setDefaultTimeout(600_000)
    await page.goto('http://localhost:5210/src/headless/bench/page.html')
    await page.waitForFunction(() => 'bench' in window)
    say(`Chromium ${chrome.version()}, ${await page.evaluate(() => (window as unknown as { bench: BenchPage }).bench.adapter())}`)
    if (asked.includes('browser-ops')) {
      for (const name of ['small', 'pictures', 'preset', 'adaptive'] as const)
        sayOps(`browser ${name}`, await page.evaluate((n) => (window as unknown as { bench: BenchPage }).bench.ops(n), name))
      return
    }
    const ours = await page.evaluate(() => (window as unknown as { bench: BenchPage }).bench.steps('small', {}))
    say(`browser step ${WORKLOADS.small.title}: ${ms(ours.ms)} (min ${ms(ours.min)})`)
    for (const backend of ['wasm', 'webgpu', 'cpu'] as const) {
      const peer = await page.evaluate((b) => (window as unknown as { bench: BenchPage }).bench.peer(b, 'small'), backend)
      say(`browser TensorFlow.js ${backend}: ${ms(peer)}, ${(peer / ours.ms).toFixed(1)} times ours`)
    }
    const pictures = await page.evaluate(() => (window as unknown as { bench: BenchPage }).bench.steps('pictures', {}))
    say(`browser step ${WORKLOADS.pictures.title}: ${ms(pictures.ms)} (min ${ms(pictures.min)})`)
    // Its wasm backend has no gradient of a convolution.
    const peer = await page.evaluate(() => (window as unknown as { bench: BenchPage }).bench.peer('webgpu', 'pictures'))
    say(`browser TensorFlow.js webgpu: ${ms(peer)}, ${(peer / pictures.ms).toFixed(1)} times ours`)
    for (const b of await page.evaluate(() => (window as unknown as { bench: BenchPage }).bench.lif()))
      say(`browser lif ${b.name}: ${ms(b.ms)}, ${b.gigabytesPerSecond.toFixed(1)} GB/s, ${percent(b.share)} of a copy`)
  } finally {
    await chrome.close()
    await server.close()
  }
}

gpu.device.destroy()
process.exit(0)
