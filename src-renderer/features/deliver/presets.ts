/** What main can deliver; the ids are its own, the words are in the catalogue. */
export const presets = ['mp4-h264', 'mp4-h264-1080p', 'mov-prores', 'mov-h264', 'webm-vp9', 'gif'] as const;
