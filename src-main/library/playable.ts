import type { Probe } from '../media/probe-types.ts';

/** Sound that Chromium decodes in the containers below. */
const playableSound = new Set(['aac', 'mp3', 'opus', 'vorbis', 'flac']);

/** Baseline, main, extended and high profile: 8 bits, halved chroma. What lies above isn't decoded everywhere. */
const playableVideo = /^(avc1\.(42|4d|58|64)|avc3\.(42|4d|58|64)|vp8|vp09\.00|av01\.0)/i;

/**
 * Whether the window can show the file itself, frame for frame (Chromium 114 and later, without codecs of the system). A
 * clip with an uneven rate could be shown, but not stepped through at the project's rate.
 */
export function isPlayable(probe: Probe): boolean {
  if (probe.kind === 'image') return ['png', 'jpg', 'webp', 'gif', 'avif'].includes(probe.format);
  if (probe.kind === 'audio') return playableSound.has(probe.audio.codec) || probe.audio.codec === 'pcm-s16';
  return (
    ['mp4', 'mov', 'webm'].includes(probe.format) &&
    !probe.variableRate &&
    playableVideo.test(probe.codecParameters ?? probe.codec) &&
    (probe.audio === undefined || playableSound.has(probe.audio.codec))
  );
}
