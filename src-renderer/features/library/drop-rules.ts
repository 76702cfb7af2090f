import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import { importFiles } from '../../editor/actions/library.ts';
import { addToTimeline } from '../../editor/actions/place.ts';
import { openDropped } from '../../editor/actions/project.ts';
import type { Studio } from '../../editor/studio.ts';
import { continueFrom, setFirstFrame } from '../generate/conditions.ts';
import { isSingle, singleKind, type DropPayload } from './drop-payload.ts';
import type { DropRules, Verdict } from './use-drop-target.ts';

// Constants, so that showing the same verdict again draws nothing.
const firstFrame: Verdict = { accepted: true, text: 'drop.firstFrame' };
const continues: Verdict = { accepted: true, text: 'drop.continue' };
const toLibrary: Verdict = { accepted: true, text: 'drop.library' };
const toTimeline: Verdict = { accepted: true, text: 'drop.timeline' };
const openProject: Verdict = { accepted: true, text: 'drop.project' };
const notMedia: Verdict = { accepted: false, text: 'drop.notMedia' };
const oneImage: Verdict = { accepted: false, text: 'drop.oneImage' };
const noAudioHere: Verdict = { accepted: false, text: 'drop.noAudioHere' };
const imagesOnly: Verdict = { accepted: false, text: 'drop.imagesOnly' };

/** The library items a payload stands for; files from the system are imported first. */
export async function mediaOf(payload: DropPayload, studio: Studio): Promise<readonly Media[]> {
  if (payload.from === 'system') return importFiles(studio, payload.files);
  const media = studio.project.getState().project?.document.media[payload.mediaId];
  return media === undefined ? [] : [media];
}

async function firstOf(payload: DropPayload, studio: Studio): Promise<MediaId | undefined> {
  return (await mediaOf(payload, studio))[0]?.id;
}

export const promptDrops: DropRules = {
  verdict(payload) {
    const kind = singleKind(payload);
    if (!isSingle(payload)) return oneImage;
    if (kind === 'image') return firstFrame;
    if (kind === 'video') return continues;
    return kind === 'audio' ? noAudioHere : notMedia;
  },
  async drop(payload, studio) {
    const [media] = await mediaOf(payload, studio);
    if (media?.kind === 'image') setFirstFrame(studio, media.id);
    if (media?.kind === 'video') continueFrom(studio, media.id);
  },
};

export const firstFrameDrops: DropRules = {
  verdict(payload) {
    if (!isSingle(payload)) return oneImage;
    return singleKind(payload) === 'image' ? firstFrame : imagesOnly;
  },
  async drop(payload, studio) {
    const id = await firstOf(payload, studio);
    if (id !== undefined) setFirstFrame(studio, id);
  },
};

export const viewerDrops: DropRules = {
  verdict(payload) {
    const kind = singleKind(payload);
    if (kind === 'image') return isSingle(payload) ? firstFrame : oneImage;
    if (kind === 'video') return toTimeline;
    if (kind === 'project') return openProject;
    return kind === 'audio' ? noAudioHere : notMedia;
  },
  async drop(payload, studio) {
    if (singleKind(payload) === 'project') return openProjectFile(payload, studio);
    for (const media of await mediaOf(payload, studio)) {
      if (media.kind === 'image') setFirstFrame(studio, media.id);
      else addToTimeline(studio, media.id);
    }
    return undefined;
  },
};

export const libraryDrops: DropRules = {
  verdict(payload) {
    if (payload.from === 'library') return null;
    if (singleKind(payload) === 'project') return openProject;
    return payload.kinds.every((kind) => kind === 'unknown') ? notMedia : toLibrary;
  },
  async drop(payload, studio) {
    if (singleKind(payload) === 'project') return openProjectFile(payload, studio);
    if (payload.from === 'system') await importFiles(studio, payload.files);
    return undefined;
  },
};

async function openProjectFile(payload: DropPayload, studio: Studio): Promise<void> {
  const file = payload.from === 'system' ? payload.files[0] : undefined;
  if (file !== undefined) await openDropped(studio, file);
}
