// A linear recurrence over time, h[k] = leak * h[k-1] + x[k], as an associative scan of a workgroup: CHUNKS chunks of steps side by side,
// each of WORKGROUP / CHUNKS columns, a column being 4 neighboring neurons of one sample. An invocation goes through its chunk of a column
// twice: from 0, for what the chunk adds itself; and from what `entering` makes of that. The number of columns changes no bit.
//#include lib/dispatch

override WORKGROUP: u32 = 128u; // a multiple of CHUNKS

const CHUNKS = 32u;

var<workgroup> ends: array<vec4f, WORKGROUP>; // [chunks, columns]

struct Chunk {
  own: u32,   // the column, in a step
  index: u32, // of the chunk, in the order of the recurrence
  first: u32, // its steps in that order: from `first` up to `end`, without it; none where the column does not exist
  end: u32,
  size: u32,  // the steps of a whole chunk
}

// width: the columns of a step.
fn chunkOf(id: vec3u, groups: vec3u, thread: u32, width: u32, steps: u32) -> Chunk {
  let columns = WORKGROUP / CHUNKS;
  let own = flatIndex(id, groups, WORKGROUP) / WORKGROUP * columns + thread % columns;
  let index = thread / columns;
  let size = (steps + CHUNKS - 1u) / CHUNKS;
  let first = min(index * size, steps);
  return Chunk(min(own, width - 1u), index, first, select(first, min(first + size, steps), own < width), size);
}

// What enters a chunk from those before it, each of which ends in `end` if 0 enters it; the first has nothing before it. An invocation
// folds the ends itself: one barrier instead of two for each round of a tree, and no more steps than there are chunks. Called by all
// threads together.
fn entering(end: vec4f, leak: f32, chunk: Chunk, thread: u32) -> vec4f {
  let columns = WORKGROUP / CHUNKS;
  let factor = vec4f(power(leak, chunk.size));
  ends[thread] = end;
  workgroupBarrier();
  var sum = vec4f();
  for (var before = thread % columns; before < thread; before += columns) { sum = fma(factor, sum, ends[before]); }
  return sum;
}

fn power(base: f32, exponent: u32) -> f32 {
  var product = 1.0;
  var square = base;
  for (var bits = exponent; bits > 0u; bits /= 2u) {
    if (bits % 2u == 1u) { product *= square; }
    square *= square;
  }
  return product;
}
