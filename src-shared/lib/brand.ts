/**
 * Nominal types over plain numbers and strings, so that a frame count never meets a second, and a take id never meets a
 * job id, without a conversion that names the rate or the table.
 */
declare const brand: unique symbol;
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
