/** The sum of `npm test`: no failure may be lost in it. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './read-files'
import { SLOW_TESTS } from './slow-tests'
import { countPlaywright, countVitest, failuresOfPlaywright, failuresOfVitest, leaveOut, verdict } from './test-all'

it('counts what vitest reports, files that do not load among it', () => {
  const testResults = [
    { status: 'passed', assertionResults: [{}, {}] },
    { status: 'failed', assertionResults: [{}] },
    { status: 'failed', assertionResults: [] },
  ]
  expect(countVitest({ numPassedTests: 2, numFailedTests: 1, numPendingTests: 3, numTodoTests: 1, testResults })).toEqual({
    passed: 2,
    failed: 2,
    skipped: 4,
  })
})

it('counts what playwright reports, flaky tests and errors outside tests as failures', () => {
  expect(countPlaywright({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] })).toEqual({
    passed: 5,
    failed: 3,
    skipped: 2,
  })
})

it('names each test that failed, with the first line of why', () => {
  const testResults = [
    { name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'adds' }] },
    {
      name: 'b.test.ts',
      status: 'failed',
      assertionResults: [{ status: 'failed', fullName: 'waits', failureMessages: ['no answer\n  at b'] }],
    },
    { name: 'c.test.ts', status: 'failed', message: 'does not load', assertionResults: [] },
  ]
  expect(failuresOfVitest({ testResults })).toEqual(['b.test.ts › waits: no answer', 'c.test.ts: does not load'])
  const test = (status: string, message?: string) => ({ status, results: [{ ...(message && { error: { message } }) }] })
  const specs = [
    { title: 'opens', file: 'a.e2e.ts', line: 3, tests: [test('expected')] },
    { title: 'closes', file: 'a.e2e.ts', line: 9, tests: [test('unexpected', 'too late\nCall log')] },
  ]
  expect(failuresOfPlaywright({ suites: [{ suites: [{ specs }] }] })).toEqual(['a.e2e.ts:9 › closes: too late'])
})

it('refuses a report without numbers', () => {
  expect(() => countVitest({})).toThrow('no number numPassedTests')
  expect(() => countPlaywright({})).toThrow('no number expected')
})

it('counts a stage that fails without a failed test, and every skip', () => {
  expect(verdict(1, undefined)).toEqual({ passed: 0, failed: 1 })
  expect(verdict(1, { passed: 9, failed: 0, skipped: 0 })).toEqual({ passed: 9, failed: 1 })
  expect(verdict(1, { passed: 9, failed: 4, skipped: 0 })).toEqual({ passed: 9, failed: 4 })
  expect(verdict(0, { passed: 9, failed: 0, skipped: 2 })).toEqual({ passed: 9, failed: 2 })
  expect(verdict(0, undefined)).toEqual({ passed: 0, failed: 0 })
})

it('knows each slow file by the end of its path', () => {
  const files = readdirSync(`${ROOT}src`, { recursive: true }).map(String)
  for (const path of SLOW_TESTS)
    expect(
      files.filter((file) => `/${file}`.endsWith(`/${path}`)),
      path,
    ).not.toEqual([])
})

it('runs every unit test file once, but for those that are left out', () => {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const leftOut = ['share/link.test.ts', 'engine/device.test.ts']
  const list = (environment: NodeJS.ProcessEnv): string[] =>
    execFileSync(process.execPath, [vitest, 'list', '--filesOnly'], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    })
      .split('\n')
      .flatMap((line) => /^\[\w+\] src\/(.*)$/.exec(line)?.[1] ?? [])
      .sort()
  const files = readdirSync(`${ROOT}src`, { recursive: true }).map(String)
  const tests = files.filter((file) => /\.test\.tsx?$/.test(file)).sort()
  expect(list(leaveOut([]))).toEqual(tests)
  expect(list(leaveOut(leftOut))).toEqual(tests.filter((file) => !leftOut.includes(file)))
})
