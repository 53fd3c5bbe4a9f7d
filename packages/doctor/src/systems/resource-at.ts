// Finds the object that a place is in.
import { memoize } from '../memoize.ts'
import { grouped } from '../model/grouped.ts'
import type { Resource } from '../read/resource.ts'
import type { Place } from '../read/source.ts'

/** The last object of the same source that starts at or before a place. The objects are in the order of the text. */
export function resourceAt({ source, offset }: Place, resources: readonly Resource[]): Resource | undefined {
  const objects = bySource(resources).get(source) ?? []
  let [low, high] = [0, objects.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (objects[middle]!.root.place.offset <= offset) low = middle + 1
    else high = middle
  }
  return objects[low - 1]
}

const bySource = memoize((resources: readonly Resource[]) => grouped(resources, ({ source }) => [source]))
