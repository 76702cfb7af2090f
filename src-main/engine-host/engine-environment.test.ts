import { describe, expect, it } from 'vitest';
import { engineEnvironment } from './engine-environment.ts';

describe('the environment of the engine', () => {
  it('is an allow-list: drivers and folders yes, code and secrets no', () => {
    const ours = {
      PATH: '/usr/bin',
      HOME: '/home/somebody',
      LD_LIBRARY_PATH: '/drivers',
      VK_ICD_FILENAMES: '/drivers/icd.json',
      NODE_OPTIONS: '--require ./evil.js',
      ELECTRON_RUN_AS_NODE: '1',
      LD_PRELOAD: '/evil.so',
      TOKEN: 'secret',
      LANG: undefined,
    };
    expect(engineEnvironment(ours, 'linux')).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/somebody',
      LD_LIBRARY_PATH: '/drivers',
      VK_ICD_FILENAMES: '/drivers/icd.json',
      MALLOC_MMAP_THRESHOLD_: '4194304',
    });
    expect(engineEnvironment({ SystemRoot: 'C:\\Windows', HOME: 'x' }, 'win32')).toEqual({
      SystemRoot: 'C:\\Windows',
    });
  });
});
