import { afterEach, describe, expect, it } from 'vitest';
import { findPython, pinsOf } from './python.mjs';

const before = process.env['KINOLOOM_PYTHON'];
afterEach(() => {
  if (before === undefined) delete process.env['KINOLOOM_PYTHON'];
  else process.env['KINOLOOM_PYTHON'] = before;
});

describe('the Python of the exporter’s tests', () => {
  it('is asked for exact versions', () => {
    expect(pinsOf('# why\nnumpy==2.4.6\n\n  onnx==1.23.2 \n')).toEqual(['numpy==2.4.6', 'onnx==1.23.2']);
  });

  it('is not one that lacks them, and the reason is said', async () => {
    // A program that runs and is no Python with these packages.
    process.env['KINOLOOM_PYTHON'] = process.execPath;
    const found = await findPython();
    const answer = 'python' in found ? found.python : found.reason;
    // Where a fitting environment lies in the checkout, that one is taken instead.
    expect(answer).toMatch(/does not fit|\.venv|exporter-python/);
  });
});
