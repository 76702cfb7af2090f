/** What main can deliver; the ids are its own, the words are in the catalogue. */
export const presets = ['mp4-h264'] as const;
export type PresetId = (typeof presets)[number];
