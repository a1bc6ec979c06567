/** Conformance cases as files: found, parsed and checked before anything runs. The format is described in testing/cases/README.md. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const tensorSchema = z
  .strictObject({ shape: z.array(z.int().min(0)), data: z.array(z.number()) })
  .refine(({ shape, data }) => shape.reduce((a, b) => a * b, 1) === data.length, 'the data do not fill the shape')
export type CaseTensor = z.infer<typeof tensorSchema>

const tensors = z.record(z.string(), tensorSchema)
const caseSchema = z.strictObject({
  name: z.string(),
  op: z.string(),
  source: z.string(),
  attrs: z.record(z.string(), z.unknown()),
  inputs: tensors,
  cotangents: tensors,
  outputs: tensors,
  gradients: tensors,
})
export type Case = z.infer<typeof caseSchema>

/** All `.json` files below a folder, in order of their names. @throws where the folder does not exist. */
export const caseFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** @throws with what is wrong in the file. */
export const parseCase = (text: string): Case => caseSchema.parse(JSON.parse(text))
export const readCase = (file: string): Case => parseCase(readFileSync(file, 'utf8'))

/** @throws where a tensor that the op needs is missing. */
export function need(group: Readonly<Record<string, CaseTensor>>, name: string): CaseTensor {
  const found = group[name]
  if (!found) throw new Error(`the case has no ${name}`)
  return found
}

/** A tensor by its first axis. */
export const rowsOf = ({ shape, data }: CaseTensor): number[][] =>
  Array.from({ length: shape[0]! }, (_, b) => data.slice((b * data.length) / shape[0]!, ((b + 1) * data.length) / shape[0]!))

/** The three sizes of `[steps, batch, ...]`, what follows taken as one. */
export function timeFirst({ shape }: CaseTensor): { steps: number; batch: number; features: number } {
  const [steps, batch, ...rest] = shape
  if (steps === undefined || batch === undefined) throw new Error(`[${shape}] is not [steps, batch, ...]`)
  return { steps, batch, features: rest.reduce((a, b) => a * b, 1) }
}
