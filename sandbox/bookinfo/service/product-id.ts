/** A product's number from a path's segment, or undefined when the segment is no whole number from 0 up. */
export function parseProductId(segment: string | undefined): number | undefined {
  if (segment === undefined || !/^\d+$/.test(segment)) return undefined;
  const id = Number(segment);
  return Number.isSafeInteger(id) ? id : undefined;
}
