/**
 * Distillation: a term that pulls the outputs of a network to those of a kept run, its teacher. The experiment holds what is known of the
 * teacher without its weights: how it reads a sample, its network, and the fingerprint of the weights. Data, no code.
 */
import * as z from 'zod'
import { type DataSpec, dataShape } from '../../../data/datasets/schema'
import { encoderSchema } from '../../../data/encoders/schema'
import { MAX_CLASSES, MAX_FEATURES, MAX_SIDE } from '../../../data/schema'
import { readoutSchema } from '../../../layers/readout/schema'
import { networkSchema } from '../../../networks/schema'
import { anyNeuronSchema } from '../../../neurons/schema'
import { field, number } from '../../../schema'

/** What is known of the teacher, as its weights’ file says it. */
const teacherSchema = z.strictObject({
  /** The shape of the samples that it learned from. */
  height: z.int().min(1).max(MAX_SIDE),
  width: z.int().min(1).max(MAX_FEATURES),
  channels: z.int().min(1).max(MAX_FEATURES),
  classes: z.int().min(2).max(MAX_CLASSES),
  /** Whether its images are normalized. */
  normalize: z.boolean(),
  encoder: encoderSchema,
  network: networkSchema,
  neuron: anyNeuronSchema,
  readout: readoutSchema,
})
export type TeacherSpec = z.infer<typeof teacherSchema>

export const distillationWeight = number(0, 1e6, 1, {
  label: 'Weight',
  term: 'distillation',
  help: 'The factor of distillation in the sum that training minimizes. 0 measures it alone. It may change while the network trains.',
})
export const distillationTemperature = number(0.05, 1000, 4, {
  label: 'Temperature',
  symbol: 'τ',
  term: 'distillation',
  scale: 'log',
  help: 'What the outputs of both networks are divided by before the softmax. The higher, the more the classes count that the teacher takes for unlikely. It may change while the network trains.',
})

const fact = <S extends z.ZodType>(schema: S, label: string): S =>
  field(schema, { label, help: 'As in the teacher’s weights.', fact: true })

export const distillationSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('teacher'),
      weight: distillationWeight,
      temperature: distillationTemperature,
      /** A name for display; empty if no teacher is chosen. */
      name: field(z.string().max(200), {
        label: 'Teacher',
        term: 'distillation',
        control: 'teacher',
        help: 'The kept run, or the file of weights, whose outputs this network learns, too. Its weights stay as they are, and stay in this browser: a link names the teacher and does not contain it.',
      }).default(''),
      /** The first half of the SHA-256 of its weights, in hex. Empty: no teacher is chosen. */
      fingerprint: fact(z.string().regex(/^(?:[0-9a-f]{32})?$/), 'Fingerprint').default(''),
      teacher: fact(teacherSchema, 'Teacher’s network').optional(),
    }),
  ])
  .meta({
    label: 'Distillation',
    term: 'distillation',
    help: 'Adds how far the softened outputs are from those of another trained network, the teacher, to the loss: a small or sparse network learns what a large or an analog one has found.',
    choices: { teacher: 'from a kept run' },
    absent: 'none',
    rare: true,
  })
  .optional()
export type DistillationSpec = NonNullable<z.infer<typeof distillationSchema>>

/** The part of an experiment that a teacher may have other than its student. */
type Taught = Pick<TeacherSpec, 'encoder' | 'network' | 'neuron' | 'readout'> & { readonly data: DataSpec }

const normalizes = (data: DataSpec): boolean => 'normalize' in data && data.normalize

/** The facts about an experiment that a student needs if the experiment's network is to be its teacher. */
export function teacherOf({ data, encoder, network, neuron, readout }: Taught): TeacherSpec {
  const { height, width, channels, classes } = dataShape(data)
  return { height, width, channels, classes, normalize: normalizes(data), encoder, network, neuron, readout }
}

/** The teacher as an experiment on the student's samples. A surrogate has no effect on a network that does not learn. */
export function teachersExperiment<E extends Taught>(student: E, teacher: TeacherSpec): E {
  const { encoder, network, neuron, readout, normalize } = teacher
  const data = 'normalize' in student.data ? { ...student.data, normalize } : student.data
  const surrogate = { kind: 'rect', window: 'fixed', width: 1 }
  return { ...student, data, encoder, network, neuron, readout, surrogate, distillation: undefined, learning: undefined }
}
