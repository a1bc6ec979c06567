// One step of stochastic gradient descent with momentum over the whole arena, as in torch.optim; it also clears the gradient for the next step.
//   g = clip * grad + weightDecay * value;  velocity = momentum * velocity + g;  value -= rate * velocity
// Every 64 values (256 bytes, the alignment of a parameter) belong to one group. Nothing changes while `halted` is set.
// One invocation owns a vec4.
//#include lib/control
//#include lib/dispatch

override WORKGROUP: u32 = 64u;

struct Params {
  blocks: u32,
  groups: u32,
  count: u32, // values of the arena
}

@group(0) @binding(0) var<storage, read> halted: array<u32>;           // [4]
@group(0) @binding(1) var<storage, read> control: array<f32>;          // [8], of step-control
@group(0) @binding(2) var<storage, read> groupOf: array<u32>;          // [blocks]
@group(0) @binding(3) var<storage, read> groupTable: array<vec4f>;     // [groups, 4]: rate factor, weight decay
@group(0) @binding(4) var<storage, read_write> value: array<vec4f>;    // [count]
@group(0) @binding(5) var<storage, read_write> grad: array<vec4f>;     // [count]
@group(0) @binding(6) var<storage, read_write> velocity: array<vec4f>; // [count]
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.count / 4u || halted[0] != 0u) { return; }
  let group = groupTable[groupOf[i / 16u]];
  let old = value[i];
  let g = fma(vec4f(group.y), old, control[CLIP] * grad[i]);
  let v = fma(vec4f(control[BETA1]), velocity[i], g);
  velocity[i] = v;
  value[i] = old - control[RATE] * group.x * v;
  grad[i] = vec4f();
}
