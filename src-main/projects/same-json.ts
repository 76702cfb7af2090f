/** Whether two JSON values say the same, whatever the order of their fields. A field that is undefined is not there. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameJson(item, b[index]));
  }
  const fieldsOf = (value: object) => Object.entries(value).filter(([, item]) => item !== undefined);
  const mine = fieldsOf(a);
  if (mine.length !== fieldsOf(b).length) return false;
  const others = new Map<string, unknown>(Object.entries(b));
  return mine.every(([key, item]) => others.has(key) && sameJson(item, others.get(key)));
}
