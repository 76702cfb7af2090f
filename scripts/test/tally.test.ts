import { describe, expect, test } from 'vitest';
import { tally, tallyReport } from './tally.mjs';

const file = { status: 'passed', assertionResults: [{}] };

function reportOf(
  numPassedTests: number,
  numFailedTests: number,
  numTotalTests: number,
): Parameters<typeof tally>[0] {
  return { numPassedTests, numFailedTests, numTotalTests, testResults: [file] };
}

describe('the tally of a test run', () => {
  test('counts what passed and what failed', () => {
    expect(tally(reportOf(7, 2, 9), 1, true)).toEqual({ passed: 7, failed: 2 });
  });

  test('counts a skipped test as failed where every test can run', () => {
    expect(tally(reportOf(8, 0, 9), 0, true)).toEqual({ passed: 8, failed: 1 });
    expect(tally(reportOf(8, 0, 9), 0, false)).toEqual({ passed: 8, failed: 0 });
  });

  test('counts a file that broke before its tests', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const report = { ...reportOf(3, 0, 3), testResults: [file, broken] };
    expect(tally(report, 1, true)).toEqual({ passed: 3, failed: 1 });
  });

  test('counts an error that belongs to no test', () => {
    expect(tally(reportOf(3, 0, 3), 1, true)).toEqual({ passed: 3, failed: 1 });
  });

  test('counts a run that left no report as one failure', async () => {
    expect(await tallyReport('/nowhere/report.json', 0)).toEqual({ passed: 0, failed: 1 });
  });
});
