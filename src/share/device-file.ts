/** A table of a device from a file, which may come from anywhere: every number and text is bounded, and what does not fit is refused with a sentence. */
import { z } from 'zod'
import { DEVICE_FORMAT, type DeviceTable } from '../readings/device-table'

export const MAX_DEVICE_FILE = 100_000

/** Control characters and line ends would break a table. */
const text = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{C}\n\r]*$/u)
const amount = z.number().min(0).max(1e18)
const time = z.number().positive().max(1e9)

const deviceSchema = z.strictObject({
  format: z.literal(DEVICE_FORMAT),
  version: z.literal(1),
  adapter: text,
  software: z.boolean(),
  browser: text,
  day: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  rates: z.strictObject({ bytesPerSecond: amount, operationsPerSecond: amount, dispatchMs: amount }),
  workloads: z
    .array(
      z.strictObject({
        title: text,
        ms: time,
        dispatches: z.int().min(0).max(1e9),
        samplesPerSecond: amount,
        bandwidth: amount,
        tuned: z.nullable(
          z.strictObject({
            ms: time,
            variants: z.record(text, text).refine((variants) => Object.keys(variants).length <= 500, 'has too many entries'),
          }),
        ),
      }),
    )
    .min(1)
    .max(50),
  peer: z.strictObject({ name: text, steps: z.array(z.strictObject({ title: text, ms: time })).max(50) }).exactOptional(),
})

export type ReadDevice = { readonly ok: true; readonly table: DeviceTable } | { readonly ok: false; readonly message: string }

const refuse = (why: string): ReadDevice => ({ ok: false, message: `This is not a table of a device: ${why}.` })

/** Never throws. */
export function readDevice(json: string): ReadDevice {
  if (json.length > MAX_DEVICE_FILE) return refuse(`it is longer than ${MAX_DEVICE_FILE} characters`)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return refuse('it is no JSON')
  }
  const read = deviceSchema.safeParse(value)
  if (read.success) return { ok: true, table: read.data }
  const [issue] = read.error.issues
  return refuse(`${issue!.path.join('.').slice(0, 100) || 'the file'} is not as expected`)
}
