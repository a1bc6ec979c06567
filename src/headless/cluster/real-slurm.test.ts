/**
 * A sweep of 24 runs on a real SLURM of two nodes, in which one worker is killed, one reaches its time limit and one node is drained: all
 * runs are done once, and have the bits that the same sweep has without SLURM.
 */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { printFile } from '../../share/file'
import { small } from '../../testing/data'
import { type Slurm, startSlurm } from '../../testing/slurm'
import { temporaryRoom } from '../../testing/tasks'
import { ROOT } from '../read-files'
import { type Beat, readBeat } from './beats'
import { type Claim, holds, listClaimed, listDone, listTodo, placeOf } from './folder'
import { newestLines } from './lines'
import { readManifest } from './manifest'
import { readResult } from './result'
import { jobsOf } from './slurm'

const RUNS = 24
const STEPS = 150
/**
 * A worker looks for signals between two submissions, each of about as many training steps as fit between two checkpoints. They are so close
 * that a worker that is halted in the first half of a run has several submissions before it, and cannot end the run before it looks.
 */
const CHECKPOINT_SECONDS = 0.005

const experiment = small({
  data: { kind: 'delayedCue', batch: 10, train: 60, test: 20, channels: 8, classes: 4, cueSteps: 2, delay: 4, answerSteps: 2 } as never,
  encoder: { kind: 'rows' } as never,
  run: { epochs: 100, seed: 3 },
})

interface Told {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A command of the lab. */
function lab(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<Told> {
  const child = spawn(process.execPath, ['--import', 'tsx', `src/headless/${command}.ts`, ...args], { cwd: ROOT, env: environment })
  const told = { out: '', err: '' }
  child.stdout.on('data', (data) => (told.out += data))
  child.stderr.on('data', (data) => (told.err += data))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...told })))
}

const PATIENCE_MS = 600_000

async function until<T>(what: string, look: () => Promise<T | null | false>): Promise<T> {
  const end = Date.now() + PATIENCE_MS
  while (Date.now() < end) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`Waited in vain for ${what}.`)
}

interface Caught {
  readonly claim: Claim
  readonly beat: Beat
}

/** Whether the newest line of a claim is a checkpoint by its worker in the first half of the run. */
async function isEarly(folder: string, claim: Claim): Promise<boolean> {
  const last = (await newestLines(folder, claim.task)).at(-1)
  return last?.event === 'checkpoint' && last.worker === claim.worker && last.step <= STEPS / 2
}

/**
 * Halts a worker in the first half of a run of which it has left a checkpoint. On a busy machine a run may end between the check of its
 * checkpoint and the signal, so both the claim and the checkpoint are checked again once the worker has stopped.
 */
const caughtOn = (folder: string, node: string): Promise<Caught> =>
  until(`a run under way on ${node}`, async () => {
    for (const claim of await listClaimed(folder).catch(() => [])) {
      const beat = await readBeat(folder, claim.worker)
      if (beat?.node !== node || !(await isEarly(folder, claim))) continue
      process.kill(beat.pid, 'SIGSTOP')
      if ((await holds(folder, claim)) && (await isEarly(folder, claim))) return { claim, beat }
      process.kill(beat.pid, 'SIGCONT')
    }
    return null
  })

/** Whether a process was sent a signal that it has not handled yet. */
function isPending(pid: number, signal: number): boolean {
  const mask = /^ShdPnd:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n
}
const SIGTERM = 15

const resultsOf = async (folder: string) => {
  const manifest = await readManifest(folder)
  const read = await Promise.all((await listDone(folder)).map((claim) => readResult(folder, manifest, claim)))
  return read.map((result) => {
    if (typeof result === 'string') throw new Error(result)
    const { curves, tests, finals } = result.run as { curves: unknown; tests: unknown; finals: unknown }
    return { task: result.task, bits: result.bits, curves, tests, finals }
  })
}

describe('a real SLURM', () => {
  const room = temporaryRoom()
  const file = join(room, 'experiment.json')
  let slurm: Slurm
  beforeAll(async () => {
    slurm = await startSlurm(join(room, 'slurm'), 2)
    writeFileSync(file, printFile({ experiment, preset: 'window', view: {}, hide: [], app: '', shaders: '' }))
  }, 300_000)
  afterAll(() => slurm?.stop())
  const sweep = [
    file,
    '--axis',
    'optimizer.rate=0.001, 0.01, 0.1',
    '--axis',
    'run.seed=1..8',
    '--steps',
    String(STEPS),
    '--checkpoint',
    String(CHECKPOINT_SECONDS),
  ]

  test('loses and doubles no run, and changes no bit', async () => {
    const folder = join(room, 'by-slurm')
    const job = async () => (await jobsOf(folder))[0] ?? null
    const told = lab('sweep', [...sweep, '--on', 'slurm', '--folder', folder, '--time', '50', '--array-limit', '4'], slurm.environment)
    void told.then(({ err }) => err && console.log(err))

    const killed = await caughtOn(folder, 'node0')
    process.kill(killed.beat.pid, 'SIGKILL')

    await until('a run that is done on node1', async () => (await listDone(folder)).some(({ worker }) => worker.startsWith('node1.')))
    const halted = await caughtOn(folder, 'node1')
    await slurm.run('scontrol', 'update', 'NodeName=node1', 'State=DRAIN', 'Reason=test')
    await slurm.run('scontrol', 'update', `JobId=${halted.beat.job}`, 'TimeLimit=1')
    await until('the notice of the time limit', async () => isPending(halted.beat.pid, SIGTERM))
    process.kill(halted.beat.pid, 'SIGCONT')
    await until('the release of its run', async () => !(await holds(folder, halted.claim)))
    await slurm.run('scontrol', 'update', `JobId=${await job()}`, 'TimeLimit=50').catch(() => undefined)

    const { code, out, err } = await told
    expect({ code, done: err.includes('All runs are done') }).toEqual({ code: 0, done: true })
    expect(out.split('\n').filter((line) => line.startsWith('{"task":')).length).toBe(RUNS)
    expect(out).toContain('### Over seeds')

    expect((await listDone(folder)).map(({ task }) => task)).toEqual(Array.from({ length: RUNS }, (_, i) => i))
    expect([await listTodo(folder), await listClaimed(folder), await readdir(placeOf(folder, 'checkpoints'))]).toEqual([[], [], []])
    expect((await readdir(placeOf(folder, 'results'))).length).toBe(RUNS)
    const ofKilled = await newestLines(folder, killed.claim.task)
    expect(ofKilled.map(({ event }) => event)).toContain('given back')
    expect(ofKilled.filter(({ event }) => event === 'claimed').at(-1)!.step).toBeGreaterThan(0)
    const ofHalted = await newestLines(folder, halted.claim.task)
    const released = ofHalted.find(({ event }) => event === 'released')!
    const again = ofHalted[ofHalted.indexOf(released) + 1]!
    expect(released.worker).toBe(halted.claim.worker)
    expect(again).toMatchObject({ event: 'claimed', step: released.step, node: 'node0' })

    const local = join(room, 'by-local')
    const alone = await lab('sweep', [...sweep, '--on', 'local', '--workers', '2', '--folder', local])
    expect({ err: alone.err, code: alone.code }).toEqual({ err: expect.stringContaining('All runs are done'), code: 0 })
    expect(await resultsOf(folder)).toEqual(await resultsOf(local))

    const collected = await lab('collect', [folder])
    const { nodes, ...counts } = JSON.parse(collected.out)
    expect(counts).toMatchObject({ runs: RUNS, broke: 0, missing: 0 })
    expect(Object.keys(nodes).sort()).toEqual(['node0', 'node1'])
  }, 1_200_000)

  test('refuses a partition that it does not have, and the folder stays ready', async () => {
    const folder = join(room, 'refused')
    const refused = await lab('sweep', [...sweep, '--on', 'slurm', '--folder', folder, '--partition', 'nowhere'], slurm.environment)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain(
      `SLURM has no partition “nowhere”. sinfo lists those that there are. The folder is ready: hand it in again with --follow ${folder} --on slurm`,
    )
    expect((await listTodo(folder)).length).toBe(RUNS)
  }, 600_000)
})
