// One Adam or AdamW step over the whole arena of a network, as in torch.optim; it also clears the gradient for the next step.
//   g = clip * grad + weightDecay * value
//   mean = beta1 mean + (1 - beta1) g;  square = beta2 square + (1 - beta2) g^2
//   value = (1 - rate * decoupledDecay) value - rate * (mean / correction1) / (sqrt(square / correction2) + epsilon)
// Every 64 values (256 bytes, the alignment of a parameter) belong to one group. Nothing changes while `halted` is set.
// One invocation owns a vec4.
//#include lib/control
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  blocks: u32,
  groups: u32,
  count: u32, // values of the arena
  beta2: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> halted: array<u32>;         // [4]
@group(0) @binding(1) var<storage, read> control: array<f32>;        // [8], of step-control
@group(0) @binding(2) var<storage, read> groupOf: array<u32>;        // [blocks]
@group(0) @binding(3) var<storage, read> groupTable: array<vec4f>;   // [groups, 4]: rate factor, weight decay, decoupled decay
@group(0) @binding(4) var<storage, read_write> value: array<vec4f>;  // [count]
@group(0) @binding(5) var<storage, read_write> grad: array<vec4f>;   // [count]
@group(0) @binding(6) var<storage, read_write> mean: array<vec4f>;   // [count]
@group(0) @binding(7) var<storage, read_write> square: array<vec4f>; // [count]
@group(0) @binding(8) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.count / 4u || halted[0] != 0u) { return; }
  let group = groupTable[groupOf[i / 16u]];
  let rate = control[RATE] * group.x;
  let old = value[i];
  let g = fma(vec4f(group.y), old, control[CLIP] * grad[i]);
  let beta1 = control[BETA1];
  let m = beta1 * mean[i] + (1.0 - beta1) * g;
  let s = params.beta2 * square[i] + (1.0 - params.beta2) * g * g;
  mean[i] = m;
  square[i] = s;
  value[i] = (1.0 - rate * group.z) * old - (rate / control[CORRECTION1]) * m / (sqrt(s / control[CORRECTION2]) + params.epsilon);
  grad[i] = vec4f();
}
