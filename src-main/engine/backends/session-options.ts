import type { InferenceSession } from 'onnxruntime-node';
import type { ProviderName } from '../protocol.ts';

/** CoreML as ML program on CPU and GPU; static shapes are preferred by it but our graphs are dynamic. */
const coreMlProgram = 0x010;
const coreMlCpuAndGpu = 0x020;

/**
 * One provider, never a list: onnxruntime drops a listed provider it was built without and runs on the next one in
 * silence. Alone, a missing one is an error, and operators it lacks still run on the CPU, which is always there.
 */
function providersOf({
  provider: name,
  onCpu = [],
}: SessionNeeds): InferenceSession.ExecutionProviderConfig[] {
  if (name === 'coreml') return [{ name, coreMlFlags: coreMlProgram + coreMlCpuAndGpu }];
  return name === 'webgpu' && onCpu.length > 0 ? [{ name, forceCpuNodeNames: onCpu }] : [name];
}

export interface SessionNeeds {
  readonly provider: ProviderName;
  /** Threads inside one operator; 1 leaves the calling thread alone. */
  readonly threads: number;
  /**
   * Keep freed memory for the next run. Worth it for what runs dozens of times at one shape: giving it back and taking it
   * again cost a third of the time of a finisher whose values are of 5 MB (90 against 57 ms a frame).
   */
  readonly keepMemory: boolean;
  /** Names of nodes that the provider computes wrongly here and the CPU takes over; only WebGPU can be told so. */
  readonly onCpu?: readonly string[];
}

/**
 * Options of a session.
 *
 * Threads that wait do not spin. Spinning is worth a few per cent on cores nobody else uses, and costs half the speed on
 * shared ones (a transformer of small operators, two threads: 54 against 59 ms on free cores, 275 against 149 ms beside
 * other programs), because whoever holds the other core is kept from it. An editor always has other programs beside it.
 * The memory pattern is off because it merges all intermediates of a repeated shape into one
 * block, which is unbounded and useless when shapes change; denormals are flushed because nearly-clean latents are
 * full of them and they cost a hundredfold on some CPUs.
 */
export function sessionOptions(needs: SessionNeeds): InferenceSession.SessionOptions {
  const { threads, keepMemory } = needs;
  return {
    executionProviders: providersOf(needs),
    executionMode: 'sequential',
    interOpNumThreads: 1,
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    enableMemPattern: false,
    enableCpuMemArena: keepMemory,
    // Errors come back as exceptions; warnings would go to the log of every run.
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
  };
}
