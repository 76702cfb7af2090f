import type { Rate } from '../../../src-shared/time/rate.ts';
import { loudnessAt, type Loudness, type Sound } from '../../../src-shared/timeline/sounds.ts';

/** Gains glide this long, so that no step clicks. */
const glideSeconds = 0.008;
/** A gain that glides and is told anew with each drawn frame lags so far behind: it is told what is due by then. */
const aheadSeconds = glideSeconds + 1 / 120;

/** One sound on its way to the speakers: a gain for either side. */
export interface VoiceGraph {
  /** Where the sound comes in; mono is heard on both sides. */
  readonly input: AudioNode;
  /** From a time of the context on, in seconds. */
  setLoudness(loudness: Loudness, time: number): void;
  /** At once. */
  silence(): void;
}

export function createVoiceGraph(audio: BaseAudioContext): VoiceGraph {
  // A mono file is heard on both sides before the sides are told apart.
  const input = new GainNode(audio, { channelCount: 2, channelCountMode: 'explicit' });
  const splitter = audio.createChannelSplitter(2);
  const left = new GainNode(audio, { gain: 0 });
  const right = new GainNode(audio, { gain: 0 });
  const merger = audio.createChannelMerger(2);
  input.connect(splitter);
  splitter.connect(left, 0).connect(merger, 0, 0);
  splitter.connect(right, 1).connect(merger, 0, 1);
  merger.connect(audio.destination);
  return {
    input,
    setLoudness(loudness, time) {
      left.gain.setTargetAtTime(loudness.left, time, glideSeconds);
      right.gain.setTargetAtTime(loudness.right, time, glideSeconds);
    },
    silence() {
      left.gain.value = 0;
      right.gain.value = 0;
    },
  };
}

/**
 * How loud a voice is told to be at a moment of the timeline, in frames and parts of them, running at a speed: what the sound
 * will be by the time the gains are there; nothing before it begins and after it ends.
 */
export function toldLoudness(sound: Sound, moment: number, { num, den }: Rate, speed: number): Loudness {
  if (moment < sound.from || moment >= sound.to) return { left: 0, right: 0 };
  return loudnessAt(sound, Math.min(sound.to, moment + (aheadSeconds * speed * num) / den));
}
