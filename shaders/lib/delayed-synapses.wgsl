// Which delay a synapse has. Synapses are weights of [inputs, outputs], by their index.

override PER: u32 = 0u; // the constants below

const SYNAPSE = 0u;
const AXON = 1u;   // one delay an input
const NEURON = 2u; // one delay an output

fn delayOf(synapse: u32, outputs: u32) -> u32 {
  switch PER {
    case AXON: { return synapse / outputs; }
    case NEURON: { return synapse % outputs; }
    default: { return synapse; }
  }
}

// How many synapses have a delay, and the index of each.
fn sharers(inputs: u32, outputs: u32) -> u32 {
  switch PER {
    case AXON: { return outputs; }
    case NEURON: { return inputs; }
    default: { return 1u; }
  }
}

fn sharer(i: u32, delay: u32, outputs: u32) -> u32 {
  switch PER {
    case AXON: { return delay * outputs + i; }
    case NEURON: { return i * outputs + delay; }
    default: { return delay; }
  }
}
