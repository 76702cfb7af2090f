/** Where the frames of a planned window lie in the frames the model makes: one and whole groups. */
export interface Alignment {
  /** Frames the model makes. */
  readonly count: number;
  /** For each frame of the planned window: its place among them. */
  readonly places: readonly number[];
  /** Places beyond the window that show a known frame of it again, with that frame's place in the window. */
  readonly held: readonly { readonly place: number; readonly frame: number }[];
}

/**
 * Lays a window of any length into the next length the model can make. The spare frames (fewer than a group) lie where
 * nothing is known and are thrown away: after an open end, before an open beginning. Where both ends are known, the last
 * known frame is held over them; a model that can know its two ends alone has its frames spread instead, so that its last
 * is the last known one.
 *
 * @param known of each frame of the window; @param group frames in a latent frame; @param endsOnly see above.
 */
export function alignWindow(known: readonly boolean[], group: number, endsOnly: boolean): Alignment {
  const length = known.length;
  const count = Math.ceil((length - 1) / group) * group + 1;
  const spare = count - length;
  const identity = known.map((_, at) => at);
  const startsKnown = known[0] === true;
  const endsKnown = length > 1 && known[length - 1] === true;
  if (spare === 0 || !endsKnown) return { count, places: identity, held: [] };
  if (!startsKnown) return { count, places: identity.map((at) => at + spare), held: [] };
  if (endsOnly) {
    const places = identity.map((at) => Math.round((at * (count - 1)) / (length - 1)));
    return { count, places, held: [] };
  }
  const held = Array.from({ length: spare }, (_, at) => ({ place: length + at, frame: length - 1 }));
  return { count, places: identity, held };
}
