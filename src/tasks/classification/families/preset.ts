/** Presets of classification. */
import type * as z from 'zod'
import { type Preset as AnyPreset, presetsOf } from '../../preset'
import { type ClassificationSpec, classificationSchema } from '../schema'

export type Preset = AnyPreset<ClassificationSpec>
export type Settings = Omit<z.input<typeof classificationSchema>, 'version' | 'task'>

export const presets = presetsOf(classificationSchema, 'classification')
