import { readJson } from '../run/files.mjs';

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 */

/**
 * What one vitest run amounts to, from its JSON report. A file that broke before its tests began counts as failed, and so
 * does a run that left no report.
 *
 * @param {string} reportFile
 * @param {number | null} exitCode
 * @returns {Promise<Tally>}
 */
export async function tallyReport(reportFile, exitCode) {
  const report = await readJson(reportFile);
  if (report === undefined) return { passed: 0, failed: 1 };
  return tally(report, exitCode, process.platform === 'linux');
}

/**
 * @param {{ numPassedTests: number, numFailedTests: number, numTotalTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} report
 * @param {number | null} exitCode
 * @param {boolean} everyTestRuns  a test that did not run is not a test that passed: skipped ones count as failed. Only on
 *   Linux, where every test can run; some are bound to it and stay out elsewhere.
 * @returns {Tally}
 */
export function tally(report, exitCode, everyTestRuns) {
  const passed = report.numPassedTests;
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const notPassed = everyTestRuns ? report.numTotalTests - passed : report.numFailedTests;
  const failed = notPassed + broken.length;
  // An error outside any test (an unhandled rejection) shows in the exit code alone.
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
