import { mostShots } from '../../../src-shared/storyboard/schema.ts';
import type { BoardRow } from '../../editor/stores/storyboard-store.ts';
import type { Studio } from '../../editor/studio.ts';

const usualSeconds = 2;

function rowsOf(studio: Studio): readonly BoardRow[] {
  return studio.storyboard.getState().rows;
}

function setRows(studio: Studio, rows: readonly BoardRow[]): void {
  studio.storyboard.setState({ rows: rows.slice(0, mostShots) });
}

/** A new shot behind another one, or at the end; as long and entered as the one before it. @returns its key */
export function addShot(studio: Studio, after?: string): string {
  const rows = rowsOf(studio);
  const found = rows.findIndex(({ key }) => key === after);
  const at = found < 0 ? rows.length : found + 1;
  const before = rows[at - 1];
  const key = studio.ids.clip();
  const row: BoardRow = {
    key,
    prompt: '',
    camera: '',
    seconds: before?.seconds ?? usualSeconds,
    transition: at > 1 ? (before?.transition ?? 'cut') : 'cut',
  };
  setRows(studio, [...rows.slice(0, at), row, ...rows.slice(at)]);
  return key;
}

export function changeShot(studio: Studio, key: string, change: Partial<BoardRow>): void {
  setRows(
    studio,
    rowsOf(studio).map((row) => (row.key === key ? { ...row, ...change } : row)),
  );
}

export function removeShot(studio: Studio, key: string): void {
  setRows(
    studio,
    rowsOf(studio).filter((row) => row.key !== key),
  );
}

/** Puts a shot at an index of the list; what lies there makes room. @returns false where it stands there already */
export function moveShot(studio: Studio, key: string, to: number): boolean {
  const rows = rowsOf(studio);
  const from = rows.findIndex((row) => row.key === key);
  const row = rows[from];
  if (row === undefined || to < 0 || to >= rows.length || to === from) return false;
  const others = rows.filter((other) => other !== row);
  setRows(studio, [...others.slice(0, to), row, ...others.slice(to)]);
  studio.messages.speak(studio.text('storyboard.moved', { number: to + 1, count: rows.length }));
  return true;
}

/** A list from a file, behind what is written already. */
export async function readBoard(studio: Studio): Promise<void> {
  try {
    const opened = await studio.bridge.call('storyboard.open');
    if (opened === null) return;
    const read = opened.shots.map((shot) => ({
      ...shot,
      camera: shot.camera ?? '',
      key: studio.ids.clip(),
    }));
    // A row nobody has written in is no shot.
    setRows(studio, [...rowsOf(studio).filter(({ prompt }) => prompt.trim() !== ''), ...read]);
    studio.messages.speak(studio.text('storyboard.read', { count: read.length }));
  } catch (error) {
    studio.report(error);
  }
}
