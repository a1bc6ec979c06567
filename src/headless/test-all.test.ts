/** The sum of `npm test`: no failure may be lost in it. */
import { expect, it } from 'vitest'
import { countPlaywright, countVitest, verdict } from './test-all'

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
