/** All rules, in the order of docs/health.md. Loaded separately, because none is evaluated before a batch has been measured. */
import type { Rule } from './evidence'
import { GRADIENT_RULES } from './gradient'
import { LEARNING_RULES } from './learning'
import { NEURON_RULES } from './neurons'
import { WINDOW_RULES } from './window'

export const RULES: readonly Rule[] = [...NEURON_RULES, ...WINDOW_RULES, ...GRADIENT_RULES, ...LEARNING_RULES]
