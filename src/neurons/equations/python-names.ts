/** The names of a text as names in Python: the same, but where a name has a meaning there. Pure. */
import { type Model, statesOf } from './tree'

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Names that the printed code reads or assigns besides those of the text: keywords, functions, locals, attributes of PyTorch modules. */
const TAKEN: ReadonlySet<string> = new Set([
  ...words(`False None True and as assert async await break class continue def del elif else except finally for from global if import in
    is lambda nonlocal not or pass raise return try while with yield`),
  ...words(`self xs spikes spike slope torch nn F math features smaller larger power len float enumerate sum range min max super print`),
  ...words(`layer neuron neurons Neurons Spike functional surrogate node step`),
  ...words(`T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extra_repr
    forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia named_buffers named_children
    named_modules named_parameters parameters register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
    register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook
    register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state
    set_submodule share_memory state_dict to to_empty train training type xpu zero_grad keep_ranges`),
])

/** Capitals are numbers of the experiment, such as STEPS; two underscores mean something else within a class. */
const isReserved = (name: string): boolean => TAKEN.has(name) || /^_|__|^[A-Z][A-Z_0-9]+$/.test(name)

/** A name that begins with a letter, without capitals alone and without underscores in a row or at its ends. */
function baseOf(name: string): string {
  const bare = name.replace(/_+/g, '_').replace(/^_|_$/g, '')
  const lower = /[a-z]/.test(bare) ? bare : bare.toLowerCase()
  return /^[a-z]/i.test(lower) ? lower : `a${lower}`
}

export interface Naming {
  here(name: string): string
  /** The name of a state's value before the step. */
  before(name: string): string
}

/** Python names, distinct for distinct names of the text. @param taken names that the code around the statements uses as well */
export function namingOf(model: Model, taken: readonly string[]): Naming {
  const isTaken = (name: string) => isReserved(name) || taken.includes(name)
  const all = [...model.parameters, ...model.lines].map(({ name }) => name)
  if (model.surrogate && !all.includes(model.surrogate.variable)) all.push(model.surrogate.variable)
  const used = new Set(['x', 't', 'T', ...all.filter((name) => !isTaken(name))])
  /** The first name, or with a number where it is in use: one that Python leaves free, whatever the text calls it. */
  const free = (first: string) => {
    let name = first
    for (let n = 2; used.has(name) || isTaken(name); n++) name = `${first.replace(/_$/, '')}_${n}`
    used.add(name)
    return name
  }
  const here = new Map(all.map((name) => [name, isTaken(name) ? free(`${baseOf(name)}_`) : name]))
  const before = new Map(statesOf(model).map((name) => [name, free(`${baseOf(name)}_before`)]))
  return { here: (name) => here.get(name) ?? name, before: (name) => before.get(name)! }
}
