/** Workers that train nothing: a thousand tasks, workers that vanish, a full disk, and what is followed and collected of it. */
import { spawnSync } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readRunFile } from '../../runs/file'
import { hostOf, type MadeFolder, madeEnd, madeFolder, madeState, seeds, selfOf } from '../../testing/tasks'
import { ROOT } from '../read-files'
import { beat, endBeat, placeHere } from './beats'
import { collect } from './collect-runs'
import { anyCrew } from './crews'
import { checkpointFile, claimNext, FolderTrouble, listDone, listTodo, placeOf, resultFile, writeWhole } from './folder'
import { type Following, follow, markdownOfStudy } from './follow'
import { addLine, type Line, newestLines } from './lines'
import { packState } from './saved-state'
import { timeLeft, timeText } from './status'
import type { Ended } from './train-task'
import { type WorkerHost, work } from './worker'

const before = vi.hoisted(() => ({ line: async (_: Line): Promise<void> => undefined }))
vi.mock('./lines', async (load) => {
  const lines = await load<typeof import('./lines')>()
  const addLine: typeof lines.addLine = async (folder, task, line) => {
    await before.line(line)
    return lines.addLine(folder, task, line)
  }
  return { ...lines, addLine }
})

const workOn = ({ folder, manifest, tasks }: MadeFolder, host: WorkerHost) => work(folder, manifest, tasks, host)

const following = (made: MadeFolder, change: Partial<Following> = {}) => {
  const printed: object[] = []
  const shown: string[] = []
  const said: string[] = []
  const of: Following = {
    crew: anyCrew(made.folder, 60_000),
    lookMs: 20,
    print: (line) => printed.push(line),
    show: (words) => shown.push(words),
    say: (sentence) => said.push(sentence),
    stopping: () => false,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ...change,
  }
  return { printed, shown, said, results: follow(made.folder, made.manifest, made.tasks, of) }
}

/** A process of this machine that is gone. */
const GONE = { place: placeHere(), pid: 2 ** 22 + 1 }

test('a thousand tasks by six workers, two of which are taken for dead and vanish again and again: all are done once, followed and collected in little memory', async () => {
  const made = await madeFolder(seeds(1000))
  const { folder } = made
  const { results, printed } = following(made, { lookMs: 500 })
  const steady = Array.from({ length: 4 }, (_, i) => workOn(made, hostOf(`w${i}`, 5, { waits: true })))
  const lives: Life[] = []
  const vanishing = Array.from({ length: 2 }, async (_, i) => {
    for (let life = 0; life < 8; life++) {
      const begun = live(made, `v${i}.${life}`)
      lives.push(begun)
      await begun.vanished
    }
  })
  await Promise.all([...steady, ...vanishing])
  expect((await results)?.length).toBe(1000)
  expect(printed.length).toBe(1000)
  const ends = await Promise.all(
    made.tasks.map(async ({ task }) => (await newestLines(folder, task)).filter(({ event }) => event === 'done').length),
  )
  expect(ends.filter((count) => count !== 1)).toEqual([])
  expect((await listDone(folder)).map(({ task }) => task)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
  expect((await readdir(placeOf(folder, 'results'))).length).toBe(1000)
  // A file of 100 MiB in a process that may not hold it.
  await fatten(folder, 100_000)
  const command = ['--max-old-space-size=80', '--import', 'tsx', 'src/headless/collect.ts', folder]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  expect(JSON.parse(stdout)).toMatchObject({ runs: 1000, broke: 0, missing: 0, nodes: { node: 1000 }, adapters: { 'An adapter': 1000 } })
  await Promise.all(lives.map(({ bury }) => bury()))
}, 600_000)

interface Life {
  /** Resolves when it stands still, or has nothing left to do. */
  readonly vanished: Promise<unknown>
  /** Ends what of it still runs in this process, which gives signs of life in the folder as long as it does. */
  bury(): Promise<unknown>
}

/** A worker that does not come back from its tenth task, whose process is gone: it says no word, and gives nothing back. */
function live(made: MadeFolder, worker: string): Life {
  let count = 0
  const [vanished, buried] = [deferred<void>(), deferred<Ended>()]
  const train: WorkerHost['train'] = async (task) => {
    if (++count < 10) return madeEnd(task, 5)
    vanished.resolve()
    return buried.promise
  }
  const over = workOn(made, hostOf(worker, 5, { self: selfOf(worker, GONE), train }))
  return {
    vanished: Promise.race([over, vanished.promise]),
    bury() {
      buried.resolve({ kind: 'stopped', step: 0 })
      return over
    },
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((to) => {
    resolve = to
  })
  return { promise, resolve }
}

/** Longer notes, so that the results are long. */
async function fatten(folder: string, length: number): Promise<void> {
  for (const claim of await listDone(folder)) {
    const result = JSON.parse(await readFile(resultFile(folder, claim), 'utf8'))
    await writeFile(resultFile(folder, claim), JSON.stringify({ ...result, more: 'm'.repeat(length) }))
  }
}

test('a worker that is stopped leaves a checkpoint, and the next goes on from it', async () => {
  const made = await madeFolder(seeds(1, 50))
  const { folder, manifest } = made
  // Once the task can be claimed, the next worker may write lines at any time.
  const claimable: number[] = []
  before.line = async ({ event }) => {
    if (event === 'released') claimable.push((await listTodo(folder)).length)
  }
  let stop = false
  const over = await workOn(
    made,
    hostOf('first', 50, {
      stopping: () => stop,
      async train(_, from, watcher) {
        expect(from).toBeNull()
        stop = true
        await watcher.keep(madeState(20, manifest.shaders))
        return { kind: 'stopped', step: 20 }
      },
    }),
  )
  before.line = async () => undefined
  expect(over).toBe(false)
  expect(claimable).toEqual([0])
  expect(await listTodo(folder)).toEqual([0])
  let went: number | undefined
  const next = hostOf('second', 50, {
    async train(task, from) {
      went = from?.step
      return madeEnd(task, 50)
    },
  })
  expect(await workOn(made, next)).toBe(true)
  expect(went).toBe(20)
  expect((await newestLines(folder, 0)).map(({ event, step, worker }) => [event, step, worker])).toEqual([
    ['claimed', 0, 'first'],
    ['checkpoint', 20, 'first'],
    ['released', 20, 'first'],
    ['claimed', 20, 'second'],
    ['done', 50, 'second'],
  ])
  expect(await readdir(placeOf(folder, 'checkpoints'))).toEqual([])
  expect(await readdir(placeOf(folder, 'beats'))).toEqual([])
})

test('a checkpoint of other shaders is not gone on from', async () => {
  const made = await madeFolder(seeds(1))
  await writeWhole(checkpointFile(made.folder, 0), packState(madeState(3, 'of others')))
  const seen: unknown[] = []
  const train: WorkerHost['train'] = async (task, from) => {
    seen.push(from)
    return madeEnd(task, 5)
  }
  await workOn(made, hostOf('w', 5, { train }))
  expect(seen).toEqual([null])
})

test('one that was taken to be gone and is not leaves its task to the other', async () => {
  const made = await madeFolder(seeds(1), { stale: 0.05 })
  const said: string[] = []
  const slow = hostOf('slow', 5, {
    say: (sentence) => said.push(sentence),
    async train(task, _, watcher) {
      // No sign of life for longer than it may take.
      await new Promise((resolve) => setTimeout(resolve, 300))
      await workOn(made, hostOf('quick', 5))
      await watcher.keep(madeState(2, made.manifest.shaders))
      return madeEnd(task, 5)
    },
  })
  await workOn(made, slow)
  expect(said).toEqual(['Task 0 was given to another worker, because this one seemed to be gone. This one stops working on it.'])
  expect(await listDone(made.folder)).toEqual([{ task: 0, worker: 'quick' }])
})

test('a job that a scheduler began again takes back what its former self had', async () => {
  const made = await madeFolder(seeds(1))
  const job = { job: '77' }
  await claimNext(made.folder, 'before')
  await beat(made.folder, selfOf('before', job))
  await workOn(made, hostOf('another', 5))
  expect(await listDone(made.folder)).toEqual([])
  await workOn(made, hostOf('after', 5, { self: selfOf('after', { ...job, restart: 1 }) }))
  expect(await listDone(made.folder)).toEqual([{ task: 0, worker: 'after' }])
})

test('a full disk: without a checkpoint it trains on; without a result it gives back, says so, and what is done stays', async () => {
  const made = await madeFolder(seeds(3))
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const said: string[] = []
  let results = 0
  const host = hostOf('w', 5, {
    say: (sentence) => said.push(sentence),
    async write(path, content) {
      if (path.includes('checkpoints') || ++results > 1) throw full
      await writeWhole(path, content)
    },
    async train(task, _, watcher) {
      await watcher.keep(madeState(1, made.manifest.shaders))
      return madeEnd(task, 5)
    },
  })
  await expect(workOn(made, host)).rejects.toThrow('There is no room left')
  expect(said[0]).toContain('No checkpoint was written. There is no room left')
  expect((await listDone(made.folder)).length).toBe(1)
  expect((await listTodo(made.folder)).length).toBe(2)
  expect((await readdir(made.folder, { recursive: true })).filter((name) => name.endsWith('.partial'))).toEqual([])
  expect(await workOn(made, hostOf('later', 5))).toBe(true)
  expect((await listDone(made.folder)).length).toBe(3)
})

test('a task that takes every worker with it is given up, and says so', async () => {
  const made = await madeFolder(seeds(1))
  for (let i = 0; i < 8; i++) await addLine(made.folder, 0, { event: 'claimed', step: 0, worker: `w${i}` })
  await workOn(made, hostOf('last', 5))
  const { printed, results } = following(made)
  expect(await results).toMatchObject([{ ok: false, error: expect.stringContaining('started 8 times at step 0') }])
  expect(printed).toHaveLength(1)
})

test('a lost device gives its task back and is not the fault of the experiment', async () => {
  const made = await madeFolder(seeds(1))
  await expect(workOn(made, hostOf('w', 5, { train: async () => Promise.reject(new Error('The device was lost.')) }))).rejects.toThrow(
    'lost',
  )
  expect(await listTodo(made.folder)).toEqual([0])
})

test('collected runs open in the lab, with their study; what broke or is not done is told', async () => {
  const made = await madeFolder(seeds(4))
  const { folder, manifest } = made
  const host = hostOf('w', 5, {
    async train(task) {
      if (task.task === 1) return { kind: 'broke', step: 2, error: 'The loss was no longer a finite number.' }
      if (task.task === 3) throw new FolderTrouble('enough')
      const adapter = task.task === 2 ? 'Another adapter' : 'An adapter'
      return { ...madeEnd(task, 5), adapter }
    },
  })
  await workOn(made, host).catch(() => undefined)
  // The order of claims is random: all remaining tasks are done, except for the last.
  const again = async () => {
    while ((await listDone(folder)).length < 3) await workOn(made, host).catch(() => undefined)
  }
  await again()
  const file = join(folder, 'runs.json.gz')
  const collected = await collect(folder, manifest, file)
  expect(collected).toMatchObject({ runs: 2, broke: 1, missing: 1, adapters: { 'An adapter': 1, 'Another adapter': 1 } })
  expect(collected.notes.join()).toContain('in statistics only')
  const read = await readRunFile(await openAsBlob(file))
  if (!read.ok) throw new Error(read.message)
  expect(read.damaged).toEqual([])
  expect(read.runs.map(({ summary }) => [summary.sweep?.point, summary.provenance.node, summary.provenance.adapter])).toEqual([
    [0, 'node', 'An adapter'],
    [2, 'node', 'Another adapter'],
  ])
  expect(read.runs[0]!.summary.experiment).toEqual(made.tasks[0]!.meant)
  expect(read.study).toMatchObject({ kind: 'sweep', id: manifest.id, results: [{ ok: true }, { ok: false, point: 1 }, { ok: true }] })
  // A result that is damaged stays out and is named.
  const [first] = await listDone(folder)
  await writeFile(resultFile(folder, first!), '{"version":1,')
  expect((await collect(folder, manifest, file)).notes.join()).toContain('cannot be read, and stays out')
  await rm(resultFile(folder, first!))
  expect((await collect(folder, manifest, file)).runs).toBe(1)
})

test('trouble with the folder is not the task’s: after ten times it is begun again, and done', async () => {
  const made = await madeFolder(seeds(1))
  const troubled = hostOf('w', 5, { train: () => Promise.reject(new FolderTrouble('no room')) })
  for (let i = 0; i < 10; i++) await expect(workOn(made, troubled)).rejects.toThrow('no room')
  await workOn(made, hostOf('later', 5))
  const { results } = following(made)
  expect(await results).toMatchObject([{ ok: true }])
})

test('following ends and begins again, and says where nobody is left', async () => {
  const made = await madeFolder(seeds(2))
  let looks = 0
  const first = following(made, { stopping: () => ++looks > 2 })
  expect(await first.results).toBeNull()
  expect(first.shown[0]).toBe('0 of 2 runs done (0 %), 0 under way; nobody works on it yet')
  await beat(made.folder, selfOf('brief'))
  const left = following(made)
  await vi.waitUntil(() => left.shown.at(-1)?.endsWith('1 working'), 30_000)
  await endBeat(made.folder, 'brief')
  await expect(left.results).rejects.toThrow(
    `Nobody works on it any more, and not all runs are done. Go on with npm run work -- ${made.folder}`,
  )
  await workOn(made, hostOf('w', 5))
  const last = following(made)
  const results = await last.results
  expect(last.printed.map((line) => (line as { title: string }).title)).toEqual(['Seed 1', 'Seed 2'])
  expect(markdownOfStudy(made.manifest.study, results!)).toContain('## After 5 training steps')
})

test('what killed workers had begun to write is gone once all is done, and results stay', async () => {
  const made = await madeFolder(seeds(2))
  const { folder } = made
  await workOn(made, hostOf('w', 5))
  for (const file of [checkpointFile(folder, 1), resultFile(folder, { task: 1, worker: 'killed' })])
    await writeFile(`${file}.0123abcd.partial`, 'half')
  await writeFile(checkpointFile(folder, 0), 'of a worker that was killed when it had ended its task')
  const before = (await readdir(placeOf(folder, 'results'))).filter((name) => !name.endsWith('.partial'))
  expect((await following(made).results)?.length).toBe(2)
  expect(await readdir(placeOf(folder, 'checkpoints'))).toEqual([])
  expect(await readdir(placeOf(folder, 'results'))).toEqual(before)
})

test('what is left is told in words', () => {
  expect(timeLeft(0.5, 0.75, 60_000)).toBe(60_000)
  expect(timeLeft(0.5, 0.5, 60_000)).toBeNull()
  expect([timeText(29_100), timeText(240_000), timeText(12_000_000)]).toEqual(['30 s', '4 min', '3 h 20 min'])
})
