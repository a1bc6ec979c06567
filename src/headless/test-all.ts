/**
 * `npm test`: every stage in order, each streamed as it runs, all of them even where one fails, the names of what
 * failed, and one plain line at the end: `N passed, N failed`. A stage that fails without a failed test of its own counts as one failure; so does a skip.
 * Programs that the tests use and that are missing are installed first, where that is possible: needs.ts. `--without slurm,firefox` leaves
 * out the tests that use them, and counts them.
 * `--quick` runs what a change needs while it is written: lint, types, and the unit tests that are not slow.
 */

import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { messageOf } from '../problem'
import { allSources } from './imports'
import { adviceFor, commandsFor, leftOutLine, leftOutWithout, NEEDS, type Need, readNeeds, systemHere } from './needs'
import { ROOT } from './read-files'
import { SLOW_TESTS } from './slow-tests'

export interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Stage {
  readonly name: string
  readonly command: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** Reads the JSON report of a stage that has one. */
  readonly reads?: { readonly count: (report: unknown) => Count; readonly failures: (report: unknown) => string[] }
}

/** The environment for vitest.config.ts. @param files the ends of the paths to leave out */
export const leaveOut = (files: readonly string[]): NodeJS.ProcessEnv => ({ MEMBRANE_LEFT_OUT: files.join(' ') })

const unitStages = (vitestReport: string, leftOut: readonly string[]): readonly Stage[] => [
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  {
    name: 'unit',
    command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    environment: leaveOut(leftOut),
    reads: { count: countVitest, failures: failuresOfVitest },
  },
]

const siteStages = (projects: readonly string[]): readonly Stage[] => [
  { name: 'build', command: ['vite', 'build', '--logLevel', 'warn'] },
  {
    name: 'end to end',
    command: [
      'playwright',
      'test',
      '--config',
      'e2e/playwright.config.ts',
      '--reporter=list,json',
      ...projects.map((name) => `--project=${name}`),
    ],
    reads: { count: countPlaywright, failures: failuresOfPlaywright },
  },
]

interface Plan {
  readonly stages: readonly Stage[]
  /** A sentence about tests that do not run; empty where all do. */
  readonly leftOut: string
}

/** @param without the programs that the tests must do without */
function planOf(quick: boolean, without: readonly Need[], vitestReport: string): Plan {
  const { files, projects, endToEnd } = leftOutWithout(without, allSources())
  const excluded = quick ? [...SLOW_TESTS, ...files] : files
  return {
    stages: [...unitStages(vitestReport, excluded), ...(quick || projects.length === 0 ? [] : siteStages(projects))],
    leftOut: leftOutLine(without, quick ? files.filter((file) => !isSlow(file)) : files, quick ? [] : endToEnd),
  }
}

const isSlow = (file: string): boolean => SLOW_TESTS.some((path) => `/${file}`.endsWith(`/${path}`))

const number = (report: unknown, key: string): number => {
  const value: unknown = typeof report === 'object' && report !== null ? (report as Record<string, unknown>)[key] : undefined
  if (typeof value !== 'number') throw new Error(`the report has no number ${key}`)
  return value
}

/** A file that fails to load reports no tests, so failed files without tests count too. */
export function countVitest(report: unknown): Count {
  const files = (report as { testResults?: { status: string; assertionResults: unknown[] }[] }).testResults ?? []
  const unloaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  return {
    passed: number(report, 'numPassedTests'),
    failed: number(report, 'numFailedTests') + unloaded,
    skipped: number(report, 'numPendingTests') + number(report, 'numTodoTests'),
  }
}

export function countPlaywright(report: unknown): Count {
  const { stats, errors } = report as { stats?: unknown; errors?: unknown[] }
  return {
    passed: number(stats, 'expected'),
    failed: number(stats, 'unexpected') + number(stats, 'flaky') + (errors?.length ?? 0),
    skipped: number(stats, 'skipped'),
  }
}

/** The failed tests, each with the first line of its error: repeated at the end, where a long log is read first. */
export function failuresOfVitest(report: unknown): string[] {
  interface Assertion {
    readonly status: string
    readonly fullName: string
    readonly failureMessages?: readonly string[]
  }
  const files = (report as { testResults?: { name: string; status: string; message?: string; assertionResults: Assertion[] }[] })
    .testResults
  return (files ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && assertionResults.length === 0) return [`${name}: ${firstLine(message)}`]
    return failed.map((test) => `${name} › ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`)
  })
}

export function failuresOfPlaywright(report: unknown): string[] {
  interface Suite {
    readonly suites?: readonly Suite[]
    readonly specs?: readonly {
      readonly title: string
      readonly file: string
      readonly line: number
      readonly tests: readonly {
        readonly status: string
        readonly results: readonly { readonly error?: { readonly message?: string } }[]
      }[]
    }[]
  }
  const walk = ({ suites = [], specs = [] }: Suite): string[] => [
    ...specs.flatMap(({ title, file, line, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ results }) => `${file}:${line} › ${title}: ${firstLine(results.find(({ error }) => error)?.error?.message)}`),
    ),
    ...suites.flatMap(walk),
  ]
  return walk(report as Suite)
}

const firstLine = (message: string | undefined) => (message ?? '').trim().split('\n')[0]!

/** A stage's contribution to the totals. */
export function verdict(exitCode: number, count: Count | undefined): { passed: number; failed: number } {
  const failed = (count?.failed ?? 0) + (count?.skipped ?? 0)
  return { passed: count?.passed ?? 0, failed: exitCode !== 0 ? Math.max(1, failed) : failed }
}

/** Runs a command and resolves with its exit status. @param output whether its standard output is shown; standard error always is */
function run(command: readonly string[], environment: NodeJS.ProcessEnv = {}, output: 'inherit' | 'ignore' = 'inherit'): Promise<number> {
  const [name, ...args] = command
  return new Promise((resolve) => {
    const child = spawn(name!, args, {
      cwd: ROOT,
      stdio: ['ignore', output, 'inherit'],
      env: { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`, ...environment },
      shell: process.platform === 'win32',
    })
    child.on('error', (error) => {
      console.error(`${name} could not be started: ${error.message}. Run "npm install".`)
      resolve(127)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, without: { type: 'string' } } })
  const without = values.without === undefined ? [] : readNeeds(values.without)
  const refused = await provide(values.quick ? NEEDS.filter(({ name }) => name === 'vulkan') : NEEDS, without, values.quick)
  if (refused !== null) return end([refused], 0, 1)
  const folder = await mkdtemp(join(tmpdir(), 'membrane-test-'))
  const lines: string[] = []
  let passed = 0
  let failed = 0
  const vitestReport = join(folder, 'vitest.json')
  const { stages, leftOut } = planOf(values.quick, without, vitestReport)
  for (const { name, command, environment, reads } of stages) {
    console.log(`\n== ${name}: ${command.slice(0, 2).join(' ')}`)
    const began = performance.now()
    const report = reads?.count === countVitest ? vitestReport : join(folder, 'playwright.json')
    const exitCode = await run(command, { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report })
    const result = reads && (await readReport(report, reads))
    const counted = result?.counted
    const sum = verdict(reads && !counted ? exitCode || 1 : exitCode, counted)
    passed += sum.passed
    failed += sum.failed
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const tests = counted ? `, ${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped` : ''
    lines.push(
      `${sum.failed === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s${tests})`,
      ...(result?.failures ?? []).map((failure) => `       ${failure}`),
    )
  }
  await rm(folder, { recursive: true, force: true })
  end(leftOut === '' ? lines : [...lines, '', leftOut], passed, failed)
}

function end(lines: readonly string[], passed: number, failed: number): void {
  console.log(`\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

/** Installs missing programs if this process may. @returns null if the tests can run, else what is missing and how to get it */
async function provide(needs: readonly Need[], without: readonly Need[], quick: boolean): Promise<string | null> {
  const missingNow = () => needs.filter((need) => !without.includes(need) && !need.isHere(process.env))
  const missing = missingNow()
  if (missing.length === 0) return null
  console.log(`== missing: ${missing.map(({ title }) => title).join(', ')}`)
  const system = await systemHere(run)
  for (const command of system.apt && system.asRoot ? commandsFor(missing, system, system.asRoot) : []) {
    console.log(`== ${command.join(' ')}`)
    // If one package index cannot be fetched, others may suffice: only the final state counts.
    await run(command, {}, 'ignore')
  }
  const still = missingNow()
  return still.length === 0 ? null : `Missing: ${still.map(({ title }) => title).join(', ')}.\n${adviceFor(still, system, quick)}`
}

async function readReport(
  path: string,
  { count, failures }: NonNullable<Stage['reads']>,
): Promise<{ readonly counted: Count; readonly failures: readonly string[] } | undefined> {
  try {
    const report: unknown = JSON.parse(await readFile(path, 'utf8'))
    return { counted: count(report), failures: failures(report) }
  } catch (error) {
    console.error(`The report of this stage cannot be read: ${messageOf(error)}`)
    return undefined
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main().catch((error) => end([messageOf(error)], 0, 1))
