/**
 * Nominal types over plain numbers and strings, so that a frame count never meets a second, and a take id never meets a
 * job id, without a conversion that names the rate or the table.
 */
declare const brand: unique symbol;
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/**
 * The one place where a brand is put on: for a value (or a schema) whose form was just checked. A brand exists in the
 * types alone, so nothing happens at run time.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names what it has checked
export function branded<Target>(value: unknown): Target {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a brand is: an assertion made once, here
  return value as Target;
}
