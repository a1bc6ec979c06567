// Shared by the kernels that process a chunk of steps of a recurrent layer inside one workgroup: an invocation owns 4 neurons of one sample.
//#include lib/recurrent-forward

override THREADS: u32 = 32u; // neurons / 4
override SAMPLES: u32 = 1u; // of a workgroup; THREADS * SAMPLES is at most 256

struct Params {
  steps: u32,
  batch: u32,
  neurons: u32, // a multiple of 4
  words: u32,
  windows: u32, // 1 or steps
  firstStep: u32,
  count: u32,
  threshold: f32,
  inputGain: f32,
  resetTo: f32,
  initialMembrane: f32,
}
