import { addTrackOf, changeTrack, removeTrackById, reorderTrack, targetTrack } from '../actions/tracks.ts';
import type { Command } from './registry.ts';
import { needsWritable } from './reasons.ts';

type Kind = 'video' | 'audio';

function commandsOf(kind: Kind): readonly Command[] {
  const name = kind === 'video' ? 'Video' : 'Audio';
  const toggle = (field: 'locked' | 'muted' | 'solo'): Command => ({
    id: `track.${field}.${kind}`,
    label: `command.track.${field}${name}`,
    reason: needsWritable,
    run(studio) {
      const track = targetTrack(studio, kind);
      if (track !== undefined)
        changeTrack(studio, track.id, { [field]: track[field] !== true }, `edit.label.track.${field}`);
    },
  });
  // Picture tracks are drawn from the last to the first, sound tracks from the first to the last.
  const up = kind === 'video' ? 1 : -1;
  return [
    {
      id: `track.add.${kind}`,
      label: `command.track.add${name}`,
      reason: needsWritable,
      run: (studio) => addTrackOf(studio, kind),
    },
    {
      id: `track.remove.${kind}`,
      label: `command.track.remove${name}`,
      reason: needsWritable,
      run(studio) {
        const track = targetTrack(studio, kind);
        if (track !== undefined) removeTrackById(studio, track.id);
      },
    },
    {
      id: `track.moveUp.${kind}`,
      label: `command.track.moveUp${name}`,
      reason: needsWritable,
      run(studio) {
        const track = targetTrack(studio, kind);
        if (track !== undefined) reorderTrack(studio, track.id, up);
      },
    },
    {
      id: `track.moveDown.${kind}`,
      label: `command.track.moveDown${name}`,
      reason: needsWritable,
      run(studio) {
        const track = targetTrack(studio, kind);
        if (track !== undefined) reorderTrack(studio, track.id, up === 1 ? -1 : 1);
      },
    },
    toggle('locked'),
    toggle('muted'),
    toggle('solo'),
  ];
}

/** What is done to a track is done to the target track of its kind. */
export const trackCommands: readonly Command[] = [...commandsOf('video'), ...commandsOf('audio')];
