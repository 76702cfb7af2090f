import type { ProviderName } from '../protocol.ts';

/**
 * Providers worth trying on a platform, best first. What is listed here need not work: a provider counts only after it
 * ran a graph (`probe.ts`), because onnxruntime lists what was compiled in, not what the machine can do.
 */
export function candidateProviders(platform: string, arch: string): readonly ProviderName[] {
  if (platform === 'win32') return ['dml', 'webgpu', 'cpu'];
  if (platform === 'darwin') return arch === 'arm64' ? ['coreml', 'webgpu', 'cpu'] : ['cpu'];
  if (platform === 'linux') return arch === 'x64' ? ['cuda', 'webgpu', 'cpu'] : ['cpu'];
  return ['cpu'];
}
