/** Distillation in float64, with its gradient. For tests. */

/** Outputs of every step of one sample, [steps][classes], and the weights of the readout, [steps]. */
interface Outputs {
  readonly logits: readonly (readonly number[])[]
  readonly weights: readonly number[]
}

/** The divergence of a sample's softened outputs from the teacher's times temperature², and its gradient for the outputs of every step. */
export function distillationOf(temperature: number, student: Outputs, teacher: Outputs) {
  const [q, p] = [student, teacher].map((outputs) => logSoftmax(readoutOf(outputs).map((y) => y / temperature)))
  const value = temperature ** 2 * p!.reduce((sum, log, c) => sum + Math.exp(log) * (log - q![c]!), 0)
  const readoutGrad = q!.map((log, c) => temperature * (Math.exp(log) - Math.exp(p![c]!)))
  return { value, logitsGrad: student.weights.map((w) => readoutGrad.map((g) => w * g)) }
}

const readoutOf = ({ logits, weights }: Outputs): number[] =>
  logits[0]!.map((_, c) => weights.reduce((sum, w, t) => sum + w * logits[t]![c]!, 0))

function logSoftmax(z: readonly number[]): number[] {
  const top = Math.max(...z)
  const log = top + Math.log(z.reduce((sum, x) => sum + Math.exp(x - top), 0))
  return z.map((x) => x - log)
}
