// How a workload is called in all that is shown: `orders.shop`.
export function label({ name, namespace }: { name: string; namespace?: string | undefined }): string {
  return namespace === undefined ? name : `${name}.${namespace}`
}
