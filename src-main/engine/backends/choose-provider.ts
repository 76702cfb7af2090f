import type { ProbedProvider, ProviderName } from '../protocol.ts';

/** How much faster than the CPU a GPU must be before 'auto' takes it: below that, copies and start-up eat the gain. */
const worthwhile = 1.5;

/**
 * The provider that 'auto' stands for: the first of `probed` (best first) that works and clearly outruns the CPU,
 * otherwise the CPU. A software Vulkan driver works but is a hundred times slower, so it is never taken.
 */
export function chooseProvider(probed: readonly ProbedProvider[]): ProviderName {
  const cpuRate = probed.find(({ name }) => name === 'cpu')?.gflops ?? 0;
  const better = probed.find(
    ({ name, works, gflops = 0 }) => name !== 'cpu' && works && gflops > worthwhile * cpuRate,
  );
  return better?.name ?? 'cpu';
}
