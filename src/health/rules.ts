/** All rules, in the order of docs/health.md. Apart from what asks them: none is asked before a batch was watched. */
import type { Rule } from './evidence'
import { GRADIENT_RULES } from './gradient'
import { LEARNING_RULES } from './learning'
import { NEURON_RULES } from './neurons'
import { WINDOW_RULES } from './window'

export const RULES: readonly Rule[] = [...NEURON_RULES, ...WINDOW_RULES, ...GRADIENT_RULES, ...LEARNING_RULES]
