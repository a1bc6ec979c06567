// Lattice points of the textures of a scene, drawn once for all its pixels: lib/value-noise without its draws.
// One invocation owns a point. Points of objects that a scene does not have are left unchanged.
//#include lib/value-noise
//#include lib/shapes
//#include lib/texture-lattice
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  batch: u32,
  rows: u32,
  points: u32,
  seed: u32,
  split: u32,
}

@group(0) @binding(0) var<storage, read> samples: array<u32>;               // [batch]
@group(0) @binding(1) var<storage, read> scenes: array<vec4f>;              // [batch, rows, 4], as lib/shapes says
@group(0) @binding(2) var<storage, read_write> lattices: array<f32>;        // [batch, points], as lib/texture-lattice says
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let flat = flatIndex(id, groups, WORKGROUP);
  if (flat >= params.batch * params.points) { return; }
  let b = flat / params.points;
  let point = flat % params.points;
  let scene = b * params.rows;

  var octave: Octave;
  var plane: u32;
  if (point < BACKGROUND_POINTS) {
    let fine = point >= backgroundOctave(true).first;
    octave = backgroundOctave(fine);
    plane = u32(fine);
  } else {
    let object = (point - BACKGROUND_POINTS) / OBJECT_POINTS;
    if (f32(object) >= scenes[scene].x) { return; }
    let fine = point >= objectOctave(object, true).first;
    octave = objectOctave(object, fine);
    plane = 2u * u32(scenes[scene + 1u + OBJECT_ROWS * object].z) + u32(fine);
  }
  let place = point - octave.first;
  let at = vec2i(vec2u(place % octave.width, place / octave.width)) + octave.low;
  lattices[flat] = latticePoint(vec2u(params.seed, params.split), samples[b], plane, at);
}
