/**
 * Which of several things is ahead in a metric over seeds, and the sentence that says so: of the variants of a comparison, the settings of a
 * sweep, or groups of saved runs. Nothing is claimed beyond what the interval and the p-value of paired differences show. Pure.
 */
import type { Metric } from '../readings/metrics'
import { metricText, testMetricLabel, valueWithoutUnit } from './metrics'
import {
  aggregateOf,
  fewestPairs,
  type Interval,
  improvementOf,
  intervalOf,
  type PairedDifference,
  pairedDifference,
  pairsNeeded,
  SIGNIFICANCE,
} from './statistics'

export interface Contender {
  readonly title: string
  /** The metric by seed. */
  readonly results: ReadonlyMap<number, number>
}

export interface Placing {
  /** The values of all seeds. */
  readonly values: readonly number[]
  /** The interval of the mean over its seeds; null for fewer than three seeds, since an interval of two is just the two values. */
  readonly interval: Interval | null
  /** The lead of the best over the common seeds; null for the best itself, and without common seeds. */
  readonly behind: PairedDifference | null
  /** For returns: the interquartile mean, its interval, and the probability that a run is better than one of the best. */
  readonly returns: { readonly iqm: number; readonly interval: Interval | null; readonly improvement: number | null } | null
}

export interface Standing {
  /** One for each contender, in order. */
  readonly placings: readonly Placing[]
  /** The contender with the best mean over the seeds that all have; null without such seeds. */
  readonly best: number | null
  /** The contender that is ahead, and its lead over the next; null if the seeds do not show one. */
  readonly ahead: { readonly contender: number; readonly by: number } | null
  /** The sentence, starting in lower case. */
  readonly sentence: string
}

/** The fewest seeds with an interval that is shown. */
export const FEWEST = 3

export function standingOf(contenders: readonly Contender[], metric: Metric): Standing {
  const seeds = [...(contenders[0]?.results.keys() ?? [])].filter((seed) => contenders.every(({ results }) => results.has(seed)))
  const paired = contenders.map(({ title, results }, contender) => ({ title, contender, values: seeds.map((seed) => results.get(seed)!) }))
  const sign = metric.better === 'lower' ? -1 : 1
  const best = seeds.length === 0 ? null : paired.reduce((a, b) => (sign * (meanOf(b.values) - meanOf(a.values)) > 0 ? b : a))
  const placings = paired.map((one): Placing => {
    const own = [...contenders[one.contender]!.results.values()]
    const behind = best && one !== best ? leadOf(best.values, one.values, sign) : null
    return {
      values: own,
      interval: own.length < FEWEST ? null : intervalOf(own),
      behind,
      returns: metric.interquartile ? returnsOf(own, best, one.contender, sign) : null,
    }
  })
  const rivals = paired.flatMap((one) => {
    const { behind } = placings[one.contender]!
    return behind ? [{ ...one, behind }] : []
  })
  const standing = { placings, best: best?.contender ?? null }
  if (paired.length === 1) return { ...standing, ahead: null, sentence: aloneSentence(placings[0]!, metric) }
  if (best === null || seeds.length === 1 || rivals.length === 0) return { ...standing, ahead: null, sentence: tooFew(seeds.length) }
  const threshold = SIGNIFICANCE / rivals.length
  const unseen = rivals.filter(({ behind }) => !isSeen(behind, threshold))
  if (unseen.length > 0) return { ...standing, ahead: null, sentence: openSentence(best, unseen, metric, threshold) }
  const next = rivals.reduce((a, b) => (b.behind.mean < a.behind.mean ? b : a))
  const { returns } = placings[next.contender]!
  const improvement = returns
    ? ` A run of it is better than one of “${next.title}” with probability ${(1 - returns.improvement!).toFixed(2)}.`
    : ''
  return {
    ...standing,
    ahead: { contender: best.contender, by: next.behind.mean },
    sentence: `“${best.title}” is ahead of “${next.title}” by ${lengthText(metric, next.behind.mean)} ${metric.unit === '%' ? 'of' : 'in'} ${testMetricLabel(metric)} (${shownBy(metric, next.behind)}, ${seeds.length} seeds): ${metricText(metric, meanOf(best.values))} against ${metricText(metric, meanOf(next.values))} on average.${improvement}`,
  }
}

interface Paired {
  readonly title: string
  readonly contender: number
  /** Values in the order of the common seeds. */
  readonly values: readonly number[]
}

const leadOf = (best: readonly number[], other: readonly number[], sign: number): PairedDifference =>
  sign > 0 ? pairedDifference(best, other) : pairedDifference(other, best)

function returnsOf(own: readonly number[], best: Paired | null, contender: number, sign: number): Placing['returns'] {
  if (own.length === 0) return null
  const { iqm, interval } = aggregateOf([own])
  const improvement = best && best.contender !== contender ? improvementOf(own, best.values) : null
  return { iqm, interval: own.length > 1 ? interval : null, improvement: improvement !== null && sign < 0 ? 1 - improvement : improvement }
}

/** Whether a difference counts as seen: its interval is above 0, and its p-value is small enough for so many rivals. */
const isSeen = ({ interval, pValue }: PairedDifference, threshold: number): boolean =>
  interval !== null && interval.low > 0 && pValue <= threshold

/** The mean of one thing over its seeds. */
function aloneSentence({ values, interval }: Placing, metric: Metric): string {
  if (values.length === 0) return 'no seed has a result yet.'
  const text = (value: number) => metricText(metric, value)
  const within = interval ? ` (95\u00a0% interval ${valueWithoutUnit(metric, interval.low)} to ${text(interval.high)})` : ''
  const seeds = values.length === 1 ? 'with one seed' : `on average over ${values.length} seeds`
  return `${testMetricLabel(metric)} is ${text(meanOf(values))} ${seeds}${within}.`
}

const tooFew = (seeds: number): string =>
  seeds === 0 ? 'no seed has a result from each of them yet.' : 'one seed shows nothing: a difference may be chance.'

/** The maximum number of rivals that a sentence names. */
const MAX_NAMED = 4

interface Rival extends Paired {
  readonly behind: PairedDifference
}

function openSentence(best: Paired, unseen: readonly Rival[], metric: Metric, threshold: number): string {
  const pairs = best.values.length
  const equal = unseen.filter(({ behind }) => behind.interval!.low <= 0)
  const near = (equal.length > 0 ? equal : unseen).toSorted((a, b) => a.behind.mean - b.behind.mean)
  const [means, name] = [`“${best.title}”, ${metricText(metric, meanOf(best.values))} on average`, testMetricLabel(metric)]
  const rivals = listed([
    ...near.slice(0, MAX_NAMED).map((rival) => `“${rival.title}” (${behindText(metric, rival)})`),
    ...(near.length > MAX_NAMED ? [`${near.length - MAX_NAMED} more`] : []),
  ])
  const said =
    equal.length > 0
      ? `no difference seen in ${name} with ${pairs} seeds between ${means}, and ${rivals}.`
      : `${pairs} seeds do not show a difference in ${name} beyond chance between ${means}, and ${rivals}.`
  const deviation = Math.max(...near.map(({ behind }) => behind.standardError! * Math.sqrt(pairs)))
  if (near.every(isSame)) return said
  return said + neededText(pairs, deviation < ROUNDING * Math.abs(meanOf(best.values)) ? 0 : deviation, metric, threshold)
}

/** "a, b and c" */
const listed = (words: readonly string[]): string => [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' and ')

/** Differences whose spread is smaller, relative to the values, are the same. */
const ROUNDING = 1e-9
const isSame = ({ behind }: Rival): boolean => behind.mean === 0 && behind.standardError === 0

/** The largest 1, 2 or 5 times a power of ten that is not above a number. */
function roundedDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return Number(((value >= 5 * power ? 5 : value >= 2 * power ? 2 : 1) * power).toPrecision(1))
}

function neededText(pairs: number, deviation: number, metric: Metric, threshold: number): string {
  const fewest = fewestPairs(threshold)
  const few = pairs < fewest ? `; p must be at most ${pText(threshold)} and is never below ${pText(2 ** (1 - pairs))} with ${pairs}` : ''
  if (deviation === 0) return few && ` At least ${fewest} would be needed${few}.`
  if (pairs < FEWEST) return ` ${pairs} seeds do not say how many would be needed${few}.`
  const size = metric.unit === '%' ? 0.01 : roundedDown(deviation)
  const words = metric.unit === '%' ? '1 point' : `a difference of ${size}`
  const needed = pairsNeeded(size, deviation, threshold)
  return needed <= pairs
    ? ` ${pairs} seeds would probably have shown ${words}.`
    : ` Some ${Number(needed.toPrecision(2))} would be needed for ${words}${few}.`
}

const behindText = (metric: Metric, rival: Rival): string =>
  isSame(rival) ? 'the same with every seed' : `${lengthText(metric, rival.behind.mean)} behind, ${shownBy(metric, rival.behind)}`

/** "3.00 points" */
export const lengthText = (metric: Metric, by: number): string => `${differenceText(metric, by)}${metric.unit === '%' ? ' points' : ''}`

/** "95 % interval 1.20 to 4.80, p = 0.031"; without the interval where it is that of two values. */
const shownBy = (metric: Metric, { pairs, interval, pValue }: PairedDifference): string =>
  `${pairs < FEWEST ? '' : `95\u00a0% interval ${intervalText(metric, interval!)}, `}p\u00a0${pValue < 0.001 ? '' : '=\u00a0'}${pText(pValue)}`

/** "3.00" points, or three significant digits without the unit. */
const differenceText = (metric: Pick<Metric, 'unit'>, by: number): string =>
  (metric.unit === '%' ? valueWithoutUnit(metric, by) : String(Number(by.toPrecision(3)))).replace('-', '−')

/** "1.20 to 4.80" */
export const intervalText = (metric: Pick<Metric, 'unit'>, { low, high }: Interval): string =>
  `${differenceText(metric, low)} to ${differenceText(metric, high)}`

/** A column of a table of placings. */
interface PlacingColumn {
  readonly title: string
  /** The glossary term. */
  readonly term: string
  readonly text: (placing: Placing) => string
}

export function placingColumns(metric: Pick<Metric, 'unit' | 'interquartile'>): PlacingColumn[] {
  const around = (value: number, interval: Interval | null) =>
    `${differenceText(metric, value)}${interval ? ` (${intervalText(metric, interval)})` : ''}`
  const columns: PlacingColumn[] = [
    { title: '95\u00a0% interval', term: 'interval', text: ({ interval }) => (interval ? intervalText(metric, interval) : '–') },
    {
      title: 'behind the best',
      term: 'pairedDifference',
      text: ({ behind }) => (behind ? around(behind.mean, behind.interval) : '–'),
    },
    { title: 'p', term: 'pValue', text: ({ behind }) => (behind && behind.pairs > 1 ? pText(behind.pValue) : '–') },
  ]
  if (!metric.interquartile) return columns
  return [
    ...columns,
    { title: 'IQM', term: 'iqm', text: ({ returns }) => (returns ? around(returns.iqm, returns.interval) : '–') },
    {
      title: 'improvement',
      term: 'improvement',
      text: ({ returns }) => (returns && returns.improvement !== null ? returns.improvement.toFixed(2) : '–'),
    },
  ]
}

/** "0.031", "< 0.001" */
const pText = (p: number): string => (p < 0.001 ? '<\u00a00.001' : String(Number(p.toPrecision(2))))

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
