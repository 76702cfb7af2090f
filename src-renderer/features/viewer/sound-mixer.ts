import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { sourceMoment } from '../../../src-shared/project/source-time.ts';
import { soundsIn, type Sound } from '../../../src-shared/timeline/sounds.ts';
import { createVoiceGraph, toldLoudness, type VoiceGraph } from './sound-graph.ts';

export interface SoundMixer {
  /** Plays what is heard at a moment of the timeline, in frames and parts of them; called for every drawn frame. */
  run(document: ProjectDocument, moment: number, speed: number): void;
  stop(): void;
  dispose(): void;
}

interface Voice {
  readonly element: HTMLAudioElement;
  readonly graph: VoiceGraph;
  clip: string | null;
  media: MediaId | null;
}

/** Sound goes out of step audibly from about here on. */
const toleratedDriftSeconds = 0.09;
/** Faster or slower than this nobody listens. */
const heardSpeeds = { least: 0.5, most: 2 } as const;
/** So long before it is heard, a sound is got ready. */
const aheadFrames = 36;

/**
 * Mixes every sound of the timeline with Web Audio: each clip has its own element, its own gain per side (volume, fades,
 * passages and pan as `loudnessAt` has them, the same as in the delivery), and they meet in the speakers.
 */
export function createSoundMixer(mediaUrl: (id: MediaId) => string): SoundMixer {
  let context: AudioContext | null = null;
  const voices: Voice[] = [];

  /** Made with the first sound that is played: before a press of a person, browsers let nothing be heard. */
  function open(): AudioContext {
    context ??= new AudioContext({ latencyHint: 'interactive' });
    if (context.state === 'suspended') void context.resume();
    return context;
  }

  function addVoice(audio: AudioContext): Voice {
    const element = new Audio();
    element.crossOrigin = 'anonymous';
    element.preload = 'auto';
    const graph = createVoiceGraph(audio);
    audio.createMediaElementSource(element).connect(graph.input);
    const voice: Voice = { element, graph, clip: null, media: null };
    voices.push(voice);
    return voice;
  }

  function voiceOf(audio: AudioContext, sound: Sound): Voice {
    const same = voices.find(({ clip }) => clip === sound.clip.id);
    const free = voices.find(({ clip, media }) => clip === null && media === sound.mediaId);
    const voice = same ?? free ?? voices.find(({ clip }) => clip === null) ?? addVoice(audio);
    voice.clip = sound.clip.id;
    if (voice.media !== sound.mediaId) {
      voice.media = sound.mediaId;
      voice.element.src = mediaUrl(sound.mediaId);
    }
    return voice;
  }

  function release(voice: Voice): void {
    voice.clip = null;
    voice.graph.silence();
    voice.element.pause();
  }

  function place(
    audio: AudioContext,
    {
      document,
      sound,
      moment,
      speed,
    }: { document: ProjectDocument; sound: Sound; moment: number; speed: number },
  ): void {
    const voice = voiceOf(audio, sound);
    const { element, graph } = voice;
    const { num, den } = document.settings.rate;
    const { clip } = sound;
    const at = sourceMoment(clip, Math.max(sound.from, moment) - clip.start);
    const wanted = ((at.num / at.den) * den) / num;
    const isHeard = moment >= sound.from && moment < sound.to;
    const pace = speed * ((clip.speed?.num ?? 1) / (clip.speed?.den ?? 1));
    if (element.readyState >= HTMLMediaElement.HAVE_METADATA && !element.seeking) {
      const drift = Math.abs(element.currentTime - wanted);
      if (isHeard ? drift > toleratedDriftSeconds * Math.max(1, pace) : drift > 0.01) {
        element.currentTime = Math.max(0, wanted);
      }
    }
    graph.setLoudness(toldLoudness(sound, moment, document.settings.rate, speed), audio.currentTime);
    if (!isHeard) {
      if (!element.paused) element.pause();
      return;
    }
    element.playbackRate = Math.min(16, Math.max(0.0625, pace));
    // A play that is cut short by the next pause rejects; that is not a failure.
    if (element.paused && !element.ended) element.play().catch(() => undefined);
  }

  function stop(): void {
    for (const voice of voices) release(voice);
  }

  return {
    run(document, moment, speed) {
      if (speed < heardSpeeds.least || speed > heardSpeeds.most) return stop();
      const sounds = soundsIn(document, Math.floor(moment), Math.floor(moment) + aheadFrames);
      if (sounds.length === 0) return stop();
      const audio = open();
      const wanted = new Set<string>(sounds.map(({ clip }) => clip.id));
      for (const voice of voices) if (voice.clip !== null && !wanted.has(voice.clip)) release(voice);
      for (const sound of sounds) place(audio, { document, sound, moment, speed });
    },
    stop,
    dispose() {
      stop();
      for (const { element } of voices) element.removeAttribute('src');
      void context?.close();
    },
  };
}
