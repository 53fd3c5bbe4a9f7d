export function coverage() {
  return []
}
