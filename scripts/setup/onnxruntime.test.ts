import { describe, expect, test } from 'vitest';
import { root } from '../run/paths.mjs';
import { onnxruntimeFolder, trySession } from './onnxruntime.mjs';

describe('ONNX Runtime', () => {
  test('has a build for this machine', async () => {
    expect(await onnxruntimeFolder(root)).toContain('onnxruntime-node');
  });

  test('creates a session on the CPU and computes with it', async () => {
    expect(await trySession(root, 'cpu')).toBeUndefined();
  });

  test('tells why a provider that is not there does not work', async () => {
    expect(await trySession(root, 'abacus')).toMatch(/abacus|backend|provider/i);
  });
});
