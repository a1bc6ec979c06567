// More than 65,535 workgroups are folded into y by the plan; this unfolds them.
fn flatIndex(id: vec3u, groups: vec3u, workgroup: u32) -> u32 {
  return id.x + id.y * groups.x * workgroup;
}
