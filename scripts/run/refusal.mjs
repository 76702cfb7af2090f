/** A failure the person can mend: its sentence is shown alone, without a stack. */
export class Refusal extends Error {}

/** What to show of a failure: a refusal's sentence, or everything known of a defect. */
export function describeFailure(/** @type {unknown} */ error) {
  if (error instanceof Refusal) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Runs a script's main function: a `Refusal` becomes its sentence and exit code 1, anything else is a defect and keeps
 * its stack.
 *
 * @param {() => Promise<number | void>} main
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = 1;
  }
}
