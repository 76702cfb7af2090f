import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeOnnx } from './onnx/encode.ts';
import { framesAhead, type RunMessage } from './protocol.ts';
import { createHarness, finish, jobId, line, load, picture, run } from './testing/engine-harness.ts';
import { tinyDenoiser, tinyFinisher } from './testing/tiny-graphs.ts';
import { writeTinyPack, type PackChange, type TinyPack } from './testing/tiny-pack.ts';

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
      // Enough is known in each to tell a motion: words are not asked twice.
      stats: { steps: 12, evaluations: 12 },
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

  it('asks twice where a person chose how much words lead', async () => {
    const harness = createHarness();
    await load(harness, pack.folder);
    const message = run({ plan: line(3, [0]), guidance: 3 });
    const stats = { steps: 4, evaluations: 7 };
    expect(await finish(harness, message, picture(1))).toMatchObject({ type: 'done', stats });
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
