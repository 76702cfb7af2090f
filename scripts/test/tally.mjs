import { readJson } from '../run/files.mjs';

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 */

/**
 * What one vitest run amounts to, from its JSON report. A test that did not run is not a test that passed, so skipped
 * ones count as failed; so does a file that broke before its tests began, and a run that left no report.
 *
 * @param {string} reportFile
 * @param {number | null} exitCode
 * @returns {Promise<Tally>}
 */
export async function tallyReport(reportFile, exitCode) {
  const report = await readJson(reportFile);
  if (report === undefined) return { passed: 0, failed: 1 };
  return tally(report, exitCode);
}

/**
 * @param {{ numPassedTests: number, numTotalTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} report
 * @param {number | null} exitCode
 * @returns {Tally}
 */
export function tally(report, exitCode) {
  const passed = report.numPassedTests;
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = report.numTotalTests - passed + broken.length;
  // An error outside any test (an unhandled rejection) shows in the exit code alone.
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
