/** Presets of classification. */
import type * as z from 'zod'
import { presetsOf } from '../../preset'
import { classificationSchema } from '../schema'

export type Settings = Omit<z.input<typeof classificationSchema>, 'version' | 'task'>

export const presets = presetsOf(classificationSchema, 'classification')
