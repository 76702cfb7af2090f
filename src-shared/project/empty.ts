import { trackIdSchema, type ProjectId } from '../lib/ids.ts';
import { defaultRate } from '../time/project-rate.ts';
import { projectFormatVersion, type ProjectDocument, type ProjectSettings } from './schema.ts';

export interface EmptyProject {
  readonly id: ProjectId;
  readonly name: string;
  readonly settings?: ProjectSettings;
}

/** A project as it begins: one video track and one audio track in sync, 1280x720 at 24 frames a second unless told otherwise. */
export function emptyProject({ id, name, settings }: EmptyProject): ProjectDocument {
  return {
    format: 'kinoloom-project',
    formatVersion: projectFormatVersion,
    id,
    name,
    settings: settings ?? { rate: { ...defaultRate }, width: 1280, height: 720 },
    media: {},
    results: {},
    timeline: {
      tracks: [
        { id: trackIdSchema.parse('video-1'), kind: 'video', name: 'V1', clips: [], syncLock: true },
        { id: trackIdSchema.parse('audio-1'), kind: 'audio', name: 'A1', clips: [], syncLock: true },
      ],
    },
  };
}
