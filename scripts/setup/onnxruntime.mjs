import { join } from 'node:path';
import { isFile } from '../run/files.mjs';
import { lastLine, runProgram } from '../run/program.mjs';
import { Refusal } from '../run/refusal.mjs';

/**
 * The package carries the CPU and WebGPU providers; only CUDA is a download.
 *
 * @param {string} root
 */
export async function onnxruntimeFolder(root) {
  const folder = join(root, 'node_modules', 'onnxruntime-node');
  const binding = join(folder, 'bin', 'napi-v6', process.platform, process.arch, 'onnxruntime_binding.node');
  if (!(await isFile(binding))) {
    throw new Refusal(`ONNX Runtime has no build for ${process.platform} on ${process.arch}.`);
  }
  return folder;
}

/**
 * Fetches the CUDA provider with the package's own script and proves that it loads: being listed says nothing, only a
 * session does.
 *
 * @param {string} root
 * @param {(sentence: string) => void} say
 */
export async function provideCuda(root, say) {
  const folder = await onnxruntimeFolder(root);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Refusal('CUDA is available on Linux x64 only; elsewhere use DirectML, CoreML or WebGPU.');
  }
  const provider = join(folder, 'bin', 'napi-v6', 'linux', 'x64', 'libonnxruntime_providers_cuda.so');
  if (!(await isFile(provider))) {
    say('Downloading the CUDA provider of ONNX Runtime …');
    const script = join(folder, 'script', 'install.js');
    const ending = await runProgram(process.execPath, [script, '--onnxruntime-node-install=cuda12'], {
      cwd: folder,
      timeoutMs: 1_800_000,
    });
    if (!(await isFile(provider))) {
      throw new Refusal(
        `The CUDA provider could not be downloaded (${lastLine(ending.stderr) || 'no reason given'}).`,
      );
    }
  }
  const problem = await trySession(root, 'cuda');
  if (problem !== undefined) {
    throw new Refusal(`The CUDA provider is there but does not load: ${problem}`);
  }
  say('CUDA: a session was created on it.');
}

/**
 * Creates a session of a one-node graph on one provider, in a process of its own because a native provider that fails
 * may take its process along.
 *
 * @param {string} root
 * @param {string} provider
 * @returns {Promise<string | undefined>} what went wrong, undefined when nothing did
 */
export async function trySession(root, provider) {
  const program = `
    const ort = require('onnxruntime-node');
    const graph = Buffer.from(process.argv[1], 'base64');
    ort.InferenceSession.create(graph, { executionProviders: [process.argv[2]] })
      .then((session) => session.run({ x: new ort.Tensor('float32', [-1], [1]) }))
      .then((result) => process.exit(result.y.data[0] === 1 ? 0 : 1))
      .catch((error) => { console.error(error.message.split('\\n')[0]); process.exit(1); });`;
  const ending = await runProgram(
    process.execPath,
    ['-e', program, '--', identityOf(absoluteValueGraph()), provider],
    { cwd: root, timeoutMs: 120_000 },
  );
  if (ending.code === 0) return undefined;
  return lastLine(ending.stderr) || `its process ended with ${ending.signal ?? ending.code}`;
}

const identityOf = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64');

/** The graph y = |x| over one float, as ONNX (protocol buffers, opset 17), written out by hand: 60-odd bytes. */
function absoluteValueGraph() {
  /** @type {(field: number, value: number) => number[]} */
  const number = (field, value) => [field * 8, value];
  /** @type {(field: number, value: string | number[]) => number[]} */
  const bytes = (field, value) => {
    const content = typeof value === 'string' ? [...Buffer.from(value)] : value;
    return [field * 8 + 2, content.length, ...content];
  };
  // ValueInfo { name, type { tensor_type { elem_type: FLOAT, shape { dim { dim_value: 1 } } } } }
  const value = (/** @type {string} */ name) => [
    ...bytes(1, name),
    ...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, bytes(1, number(1, 1)))])),
  ];
  const node = [...bytes(1, 'x'), ...bytes(2, 'y'), ...bytes(4, 'Abs')];
  const graph = [...bytes(1, node), ...bytes(2, 'g'), ...bytes(11, value('x')), ...bytes(12, value('y'))];
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))]);
}
