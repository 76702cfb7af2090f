import { describe, expect, test } from 'vitest';
import { tally, tallyReport } from './tally.mjs';

const file = { status: 'passed', assertionResults: [{}] };

describe('the tally of a test run', () => {
  test('counts what passed and what failed', () => {
    const report = { numPassedTests: 7, numTotalTests: 9, testResults: [file] };
    expect(tally(report, 1)).toEqual({ passed: 7, failed: 2 });
  });

  test('counts a skipped test as failed', () => {
    const report = { numPassedTests: 8, numTotalTests: 9, testResults: [file] };
    expect(tally(report, 0)).toEqual({ passed: 8, failed: 1 });
  });

  test('counts a file that broke before its tests', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const report = { numPassedTests: 3, numTotalTests: 3, testResults: [file, broken] };
    expect(tally(report, 1)).toEqual({ passed: 3, failed: 1 });
  });

  test('counts an error that belongs to no test', () => {
    const report = { numPassedTests: 3, numTotalTests: 3, testResults: [file] };
    expect(tally(report, 1)).toEqual({ passed: 3, failed: 1 });
  });

  test('counts a run that left no report as one failure', async () => {
    expect(await tallyReport('/nowhere/report.json', 0)).toEqual({ passed: 0, failed: 1 });
  });
});
