import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import { encodeOnnx } from './onnx/encode.ts';
import { framesAhead, type FromEngine, type RunMessage, type ToEngine } from './protocol.ts';
import { createEngineServer } from './server.ts';
import { tinyDenoiser, tinyFinisher } from './testing/tiny-graphs.ts';
import { writeTinyPack, type PackChange, type TinyPack } from './testing/tiny-pack.ts';

const jobId = jobIdSchema.parse('job-1');

interface Received {
  readonly message: FromEngine;
  readonly payload: Uint8Array;
}

function isOfType<Type extends FromEngine['type']>(
  message: FromEngine,
  type: Type,
): message is Extract<FromEngine, { type: Type }> {
  return message.type === type;
}

/** The engine's own code without a process around it, so that the moment of every message is known. */
function createHarness(onMessage: (message: FromEngine) => void = () => undefined) {
  const received: Received[] = [];
  const waiting: { type: FromEngine['type']; resolve: (found: Received) => void }[] = [];
  const server = createEngineServer(
    (message, payload = new Uint8Array(0)) => {
      const entry = { message, payload: payload.slice() };
      received.push(entry);
      for (const wanted of waiting.splice(0)) {
        if (wanted.type === message.type) wanted.resolve(entry);
        else waiting.push(wanted);
      }
      onMessage(message);
      return Promise.resolve();
    },
    { exit: () => undefined, log: () => undefined },
  );
  return {
    received,
    receive: (message: ToEngine, payload: Uint8Array = new Uint8Array(0)) => server.receive(message, payload),
    /** The next message of a type. */
    next: (type: FromEngine['type']) => new Promise<Received>((resolve) => waiting.push({ type, resolve })),
    all: <Type extends FromEngine['type']>(type: Type) =>
      received.flatMap(({ message }) => (isOfType(message, type) ? [message] : [])),
    frames: () => received.filter(({ message }) => message.type === 'frame').map(({ payload }) => payload),
  };
}

type Harness = ReturnType<typeof createHarness>;

async function load(harness: Harness, folder: string): Promise<FromEngine> {
  const answer = Promise.race([harness.next('loaded'), harness.next('failed')]);
  harness.receive({ type: 'load', packFolder: folder, backend: 'cpu', threads: 1 });
  return (await answer).message;
}

function line(total: number, given: readonly number[] = []): RunMessage['plan'] {
  const frames = Array.from({ length: total }, (_, index) => index);
  return {
    rate: { num: 8, den: 1 },
    total,
    given: [...given],
    windows: [{ frames, known: frames.map((frame) => given.includes(frame)) }],
    loop: false,
  };
}

function run(change: Partial<RunMessage> = {}): RunMessage {
  return {
    type: 'run',
    jobId,
    plan: line(3),
    prompt: 'a red ball',
    negative: '',
    seed: '7',
    steps: 4,
    guidance: 2,
    sampler: 'euler',
    aspect: '1:1',
    finish: false,
    previewInterval: 0,
    ...change,
  };
}

/** Runs to the end, taking every frame at once. */
async function finish(harness: Harness, message: RunMessage, given?: Uint8Array): Promise<FromEngine> {
  const end = Promise.race([harness.next('done'), harness.next('failed')]);
  harness.receive(message, given);
  harness.receive({ type: 'taken', jobId: message.jobId, frames: 1000 });
  return (await end).message;
}

/** A picture of the 1:1 bucket. */
function picture(seed: number): Uint8Array {
  return Uint8Array.from({ length: 16 * 16 * 3 }, (_, index) => (index * 7 + seed * 53) % 256);
}

let pack: TinyPack;
let packs: TinyPack[] = [];
async function make(change?: PackChange): Promise<TinyPack> {
  const made = await writeTinyPack(change);
  packs.push(made);
  return made;
}
beforeEach(async () => {
  pack = await make();
});
afterEach(async () => {
  await Promise.all(packs.map((each) => each.remove()));
  packs = [];
});

describe('a run', () => {
  it('stops at the step it was cancelled in: nothing further is evaluated or reported', async () => {
    const harness = createHarness((message) => {
      if (message.type === 'step' && message.steps === 50 && message.step === 3)
        harness.receive({ type: 'cancel', jobId });
    });
    await load(harness, pack.folder);
    expect(await finish(harness, run({ steps: 50 }))).toMatchObject({
      type: 'failed',
      jobId,
      error: { code: 'cancelled' },
    });
    expect(harness.all('step').map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(harness.frames()).toEqual([]);
    expect(await finish(harness, run())).toMatchObject({ type: 'done' });
  });

  it('sends so many frames ahead and waits for them to be taken', async () => {
    const harness = createHarness();
    await load(harness, pack.folder);
    const total = framesAhead + 3;
    const windows = Array.from({ length: total }, (_, frame) => ({ frames: [frame], known: [false] }));
    const done = harness.next('done');
    const eighth = new Promise<void>((resolve) => {
      const poll = (): void => (harness.frames().length >= framesAhead ? resolve() : void setImmediate(poll));
      poll();
    });
    harness.receive(run({ plan: { ...line(total), windows }, steps: 1 }));
    await eighth;
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(harness.frames()).toHaveLength(framesAhead);
    harness.receive({ type: 'taken', jobId, frames: 2 });
    harness.receive({ type: 'taken', jobId, frames: 1 });
    await done;
    expect(harness.all('frame').map(({ index }) => index)).toEqual(
      Array.from({ length: total }, (_, index) => index),
    );
  });

  it('makes every window of a plan and sends only what was not given, in order', async () => {
    const harness = createHarness();
    await load(harness, pack.folder);
    // Far end first, the inside after; frames 0 and 1 are given.
    const plan = {
      rate: { num: 8, den: 1 },
      total: 8,
      given: [0, 1],
      windows: [
        { frames: [0, 1, 3, 5, 7], known: [true, true, false, false, false] },
        { frames: [1, 2, 3, 4, 5], known: [true, false, true, false, true] },
        { frames: [4, 5, 6, 7], known: [true, true, false, true] },
      ],
      loop: false,
    };
    const given = Buffer.concat([picture(1), picture(2)]);
    expect(await finish(harness, run({ plan }), given)).toMatchObject({
      type: 'done',
      stats: { steps: 12, evaluations: 3 * 7 },
    });
    expect(harness.all('frame').map(({ index }) => index)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(
      harness.all('step').map(({ window, windows, step, steps }) => [window, windows, step, steps]),
    ).toEqual(Array.from({ length: 12 }, (_, at) => [Math.floor(at / 4), 3, at + 1, 12]));
    expect(harness.all('phase').map(({ phase }) => phase)).toEqual([
      'reading-prompt',
      'preparing',
      'denoising',
      'decoding',
    ]);
  });

  it('lets given frames reach the new ones, and only as they are', async () => {
    const made = async (seed: number): Promise<Uint8Array[]> => {
      const harness = createHarness();
      await load(harness, pack.folder);
      await finish(harness, run({ plan: line(3, [0]) }), picture(seed));
      return harness.frames();
    };
    const [one, same, other] = [await made(1), await made(1), await made(2)];
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    expect(one).toHaveLength(2);
  });

  it('starts a frame from the same noise whatever window makes it', async () => {
    // With one step from pure noise and a network that sees only its own tokens, a frame depends on its noise alone.
    const local = await make({
      files(files) {
        const graph = tinyDenoiser();
        const tanh = graph.nodes.at(-1);
        if (tanh === undefined) throw new Error('The tiny denoiser has no nodes.');
        files['denoiser.onnx'] = encodeOnnx({
          ...graph,
          nodes: [...graph.nodes.slice(0, -1), { ...tanh, inputs: ['local'] }],
        });
      },
    });
    const harness = createHarness();
    await load(harness, local.folder);
    const shape = { steps: 3, guidance: 1 };
    await finish(harness, run({ ...shape, plan: line(4) }));
    const together = harness.frames();
    const windows = [3, 1, 0, 2].map((frame) => ({ frames: [frame], known: [false] }));
    await finish(harness, run({ ...shape, plan: { ...line(4), windows } }));
    const apart = harness.frames().slice(4);
    expect(apart).toHaveLength(4);
    for (const [index, frame] of apart.entries()) {
      // Positions differ between the windows and are cut off in this pack; rounding may still differ by one level.
      const difference = Math.max(
        ...frame.map((value, at) => Math.abs(value - (together[index]?.[at] ?? 999))),
      );
      expect(difference).toBeLessThanOrEqual(1);
    }
  });

  it('starts from the noised source when restyling, and from noise alone at full strength', async () => {
    const harness = createHarness();
    await load(harness, pack.folder);
    const source = Buffer.concat([picture(1), picture(2), picture(3)]);
    const made = async (restyle: RunMessage['restyle']): Promise<Uint8Array[]> => {
      const before = harness.frames().length;
      await finish(harness, run({ restyle }), restyle === undefined ? undefined : source);
      return harness.frames().slice(before);
    };
    const weak = await made({ strength: 0.2 });
    expect(weak).toHaveLength(3);
    expect(await made({ strength: 0.2 })).toEqual(weak);
    const strong = await made({ strength: 1 });
    expect(strong).not.toEqual(weak);
    expect(await made(undefined)).toEqual(strong);
  });

  it('uses the finisher where it is asked for and there is one', async () => {
    const finishing = await make({
      files: (files) => void (files['finisher.onnx'] = encodeOnnx(tinyFinisher())),
    });
    const harness = createHarness();
    await load(harness, finishing.folder);
    await finish(harness, run({ aspect: '16:9' }));
    await finish(harness, run({ aspect: '16:9', finish: true }));
    const [plain, , , finished] = harness.all('frame');
    expect([plain?.size, finished?.size]).toEqual([
      { width: 32, height: 18 },
      { width: 64, height: 36 },
    ]);
    const [small, , , large] = harness.frames();
    // Pixels repeated: every second one of every second row is the original.
    const at = (rgb: Uint8Array | undefined, width: number, x: number, y: number) =>
      rgb?.[(y * width + x) * 3];
    for (const [x, y] of [
      [0, 0],
      [31, 17],
      [11, 7],
    ] as const) {
      expect(at(large, 64, x * 2, y * 2)).toBe(at(small, 32, x, y));
    }
  });

  it('shows first, middle and last frames of the forming window, and one really decoded once it can be afforded', async () => {
    const harness = createHarness();
    await load(harness, pack.folder);
    await finish(harness, run({ plan: line(6), steps: 40, previewInterval: 0.001 }));
    const previews = harness.all('preview');
    expect(previews[0]).toMatchObject({ step: 1, steps: 40, size: { width: 2, height: 2 }, count: 6 });
    expect(previews.length).toBe(40);
  });

  it('says that memory is short when it is, and goes on', async () => {
    // Asks for a tensor of petabytes, its size known only while running.
    const huge = await make({
      files(files) {
        const graph = tinyDenoiser();
        const last = graph.nodes.at(-1);
        if (last === undefined) throw new Error('The tiny denoiser has no nodes.');
        const nodes = [
          ...graph.nodes.slice(0, -1),
          { op: 'Shape', inputs: ['tokens'], outputs: ['shape'] },
          { op: 'Mul', inputs: ['shape', 'enormous'], outputs: ['large_shape'] },
          { op: 'ConstantOfShape', inputs: ['large_shape'], outputs: ['ocean'] },
          { op: 'ReduceMean', inputs: ['ocean'], outputs: ['drop'], attributes: { keepdims: 0 } },
          { op: 'Add', inputs: [last.inputs[0] ?? '', 'drop'], outputs: ['with_drop'] },
          { ...last, inputs: ['with_drop'] },
        ];
        const enormous = { name: 'enormous', dims: [3], data: BigInt64Array.of(1n, 1n << 24n, 1n << 20n) };
        files['denoiser.onnx'] = encodeOnnx({
          ...graph,
          nodes,
          initializers: [...graph.initializers, enormous],
        });
      },
    });
    const harness = createHarness();
    expect(await load(harness, huge.folder)).toMatchObject({ type: 'loaded' });
    expect(await finish(harness, run())).toMatchObject({
      type: 'failed',
      error: { code: 'engine.memory', retryable: true },
    });
    await load(harness, pack.folder);
    expect(await finish(harness, run())).toMatchObject({ type: 'done' });
  });

  it('refuses what contradicts itself as a defect, and an unknown aspect as input', async () => {
    const harness = createHarness();
    await load(harness, pack.folder);
    const codeOf = async (change: Partial<RunMessage>, given?: Uint8Array): Promise<unknown> => {
      const answer = await finish(harness, run(change), given);
      return answer.type === 'failed' ? answer.error.code : answer.type;
    };
    expect(await codeOf({ plan: line(3, [0]) })).toBe('bug');
    expect(await codeOf({ plan: line(3, [0]) }, picture(1).subarray(1))).toBe('bug');
    expect(await codeOf({ plan: line(7) })).toBe('bug');
    expect(await codeOf({ plan: { ...line(3), windows: [] } })).toBe('bug');
    expect(await codeOf({ aspect: '2:1' })).toBe('input.aspect');
    expect(await codeOf({})).toBe('done');
  });
});

describe('loading a pack', () => {
  const wrong: readonly [string, PackChange, string, RegExp][] = [
    [
      'a damaged file',
      {
        manifest: (m) => void Object.assign(m.files, { 'text.onnx': { sha256: '0'.repeat(64), bytes: 1 } }),
      },
      'pack.hash',
      /text\.onnx is damaged/,
    ],
    [
      'an unknown format version',
      { manifest: (m) => void (m['formatVersion'] = 2) },
      'pack.version',
      /format version 2/,
    ],
    [
      'a family of another engine',
      { manifest: (m) => void (m['family'] = 'wan') },
      'pack.graph',
      /family “wan”/,
    ],
    ['another conditioning', { manifest: (m) => void (m['conditioning'] = 'vace') }, 'pack.graph', /“vace”/],
    [
      'a file that is no graph',
      { files: (f) => void (f['decoder.onnx'] = 'not a graph') },
      'pack.graph',
      /decoder graph can’t be opened/,
    ],
    [
      'a tokenizer that is none',
      { files: (f) => void (f['tokenizer.json'] = '{}') },
      'pack.format',
      /tokenizer/,
    ],
    [
      'an input that is missing',
      {
        files(f) {
          const graph = tinyDenoiser();
          const inputs = graph.inputs.filter(({ name }) => name !== 'time_features');
          const nodes = graph.nodes
            .filter(({ outputs }) => !['time', 'wide_time', 's5'].includes(outputs[0] ?? ''))
            .map((node) => ({ ...node, inputs: node.inputs.map((name) => (name === 's5' ? 's4' : name)) }));
          f['denoiser.onnx'] = encodeOnnx({ ...graph, inputs, nodes });
        },
      },
      'pack.graph',
      /has no "time_features"/,
    ],
    [
      'an input of the wrong rank',
      {
        files(f) {
          const graph = tinyDenoiser();
          const inputs = graph.inputs.map((input) =>
            input.name === 'rope_cos' ? { ...input, dims: ['B', 'S', 4] } : input,
          );
          f['denoiser.onnx'] = encodeOnnx({ ...graph, inputs });
        },
      },
      'pack.graph',
      /"rope_cos" has 3 dimensions instead of 2/,
    ],
    [
      'sizes that are not those of the manifest',
      { manifest: (m) => void (m['latent'] = { channels: 5, spatialFactor: 8, temporal: 'per-frame' }) },
      'pack.format',
      /preview matrix/,
    ],
    [
      'latents of another width than the manifest says',
      {
        manifest(m) {
          m['latent'] = { channels: 5, spatialFactor: 8, temporal: 'per-frame' };
          m['preview'] = { matrix: Array.from({ length: 5 }, () => [0, 0, 0]), bias: [0, 0, 0] };
        },
      },
      'pack.graph',
      /is 4 instead of 5/,
    ],
  ];

  it.each(wrong)('with %s loads nothing and says why', async (_, change, code, sentence) => {
    const harness = createHarness();
    const broken = await make(change);
    const answer = await load(harness, broken.folder);
    expect(answer).toMatchObject({
      type: 'failed',
      error: { code, message: expect.stringMatching(sentence) },
    });
    expect(await finish(harness, run())).toMatchObject({ type: 'failed', error: { code: 'engine.failed' } });
    // The engine is not harmed.
    expect(await load(harness, pack.folder)).toMatchObject({ type: 'loaded', packId: 'tiny' });
  });

  it('names the weights by a hash that a changed file changes', async () => {
    const harness = createHarness();
    const other = await make({ files: (files) => void (files['notes.txt'] = 'more') });
    const renamed = await make({ manifest: (m) => void (m['name'] = 'Another name') });
    const hashes = [];
    for (const { folder } of [pack, renamed, other]) {
      const answer = await load(harness, folder);
      hashes.push(answer.type === 'loaded' ? answer.packHash : '');
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });
});
