import { sourceMoment } from '../../src-shared/project/source-time.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import { soundsIn } from '../../src-shared/timeline/sounds.ts';
import { createVoiceGraph, toldLoudness } from '../../src-renderer/features/viewer/sound-graph.ts';

/** How often a second the window draws, and tells the gains anew. */
const drawnPerSecond = 60;

/**
 * Renders what the viewer's graph makes of a timeline, as fast as the machine can: the same nodes, told the same gains with each
 * frame the window would draw. Runs in the window.
 *
 * @param urlOf where a file of the library is served
 * @returns samples of the left and the right side at 48 kHz, in turn
 */
export async function mixOffline(
  document: ProjectDocument,
  frameCount: number,
  urlOf: (mediaId: string) => string,
): Promise<number[]> {
  const { rate } = document.settings;
  const seconds = (frameCount * rate.den) / rate.num;
  const audio = new OfflineAudioContext(2, Math.round(seconds * 48_000), 48_000);
  for (const sound of soundsIn(document, 0, frameCount)) {
    const bytes = await (await fetch(urlOf(sound.mediaId))).arrayBuffer();
    const graph = createVoiceGraph(audio);
    const source = new AudioBufferSourceNode(audio, { buffer: await audio.decodeAudioData(bytes) });
    source.connect(graph.input);
    const first = sourceMoment(sound.clip, sound.from - sound.clip.start);
    const toSeconds = (frames: number): number => (frames * rate.den) / rate.num;
    source.start(toSeconds(sound.from), toSeconds(first.num / first.den), toSeconds(sound.to - sound.from));
    for (let drawn = 0; drawn < seconds * drawnPerSecond; drawn += 1) {
      const time = drawn / drawnPerSecond;
      graph.setLoudness(toldLoudness(sound, (time * rate.num) / rate.den, rate, 1), time);
    }
  }
  const mixed = await audio.startRendering();
  const [left, right] = [mixed.getChannelData(0), mixed.getChannelData(1)];
  return Array.from({ length: left.length * 2 }, (_, at) => (at % 2 === 0 ? left : right)[at >> 1] ?? 0);
}
