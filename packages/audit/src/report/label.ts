// A workload's name in all output: `orders.shop`.
export function label({ name, namespace }: { name: string; namespace?: string | undefined }): string {
  return namespace === undefined ? name : `${name}.${namespace}`
}
