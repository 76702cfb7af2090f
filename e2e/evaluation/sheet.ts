import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RgbFrame } from '../../src-shared/quality/frame.ts';
import { rawVideoPipe } from '../../src-main/media/ffmpeg-input.ts';
import { startFfmpeg } from '../../src-main/media/ffmpeg-process.ts';
import type { FfmpegTool } from '../../src-main/media/resolve-ffmpeg.ts';

/** One clip of a contact sheet. */
export interface SheetRow {
  readonly frames: readonly RgbFrame[];
  /** What was asked for, and what was seen: a line of the text beside the sheet. */
  readonly text: string;
  /** One mark a judgement, drawn left of the row. */
  readonly marks: readonly ('right' | 'wrong' | 'given' | 'made')[];
}

const colours = {
  right: [60, 160, 80],
  wrong: [214, 60, 60],
  given: [130, 130, 130],
  made: [240, 240, 240],
} as const;

const ground = 24;
const gap = 4;
const markWidth = 10;
const columns = 6;
const rowsPerSheet = 12;

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

function box(
  canvas: Canvas,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: readonly number[],
): void {
  for (let y = top; y < top + height; y += 1) {
    for (let x = left; x < left + width; x += 1) canvas.rgb.set(colour, (y * canvas.width + x) * 3);
  }
}

function lay(canvas: Canvas, picture: RgbFrame, left: number, top: number): void {
  for (let y = 0; y < picture.height; y += 1) {
    const row = picture.rgb.subarray(y * picture.width * 3, (y + 1) * picture.width * 3);
    canvas.rgb.set(row, ((top + y) * canvas.width + left) * 3);
  }
}

/** As many frames as the sheet has columns, evenly from the first to the last. */
function momentsOf(frames: readonly RgbFrame[]): RgbFrame[] {
  const last = frames.length - 1;
  return Array.from(
    { length: columns },
    (_, column) => frames[Math.round((column * last) / (columns - 1))],
  ).filter((frame) => frame !== undefined);
}

function drawn(rows: readonly SheetRow[]): Canvas {
  const { width = 1, height = 1 } = rows[0]?.frames[0] ?? {};
  const canvas = {
    width: markWidth + gap + columns * (width + gap),
    height: rows.length * (height + gap),
    rgb: new Uint8Array((markWidth + gap + columns * (width + gap)) * rows.length * (height + gap) * 3).fill(
      ground,
    ),
  };
  for (const [index, { frames, marks }] of rows.entries()) {
    const top = index * (height + gap);
    for (const [at, mark] of marks.entries()) {
      const from = Math.round((at * height) / marks.length);
      const to = Math.round(((at + 1) * height) / marks.length);
      box(canvas, 0, top + from, markWidth, Math.max(1, to - from - 1), colours[mark]);
    }
    for (let column = 0; column < columns; column += 1) {
      const frame = frames[column];
      if (frame !== undefined) lay(canvas, frame, markWidth + gap + column * (width + gap), top);
    }
  }
  return canvas;
}

async function writePng(tool: FfmpegTool, canvas: Canvas, path: string): Promise<void> {
  const size = { width: canvas.width, height: canvas.height };
  const ffmpeg = await startFfmpeg(
    tool,
    [
      ...rawVideoPipe('rgb24', size, { num: 1, den: 1 }),
      '-frames:v',
      '1',
      '-y',
      '-f',
      'image2',
      '-update',
      '1',
      path,
    ],
    { failure: 'A contact sheet could not be written.', input: 'data' },
    new AbortController().signal,
  );
  ffmpeg.done.catch(() => undefined);
  await ffmpeg.write(canvas.rgb);
  ffmpeg.endInput();
  await ffmpeg.done;
}

/** Contact sheets by operation: six moments of each clip, with a text beside each sheet that says what its rows are. */
export function createSheets(tool: FfmpegTool, folder: string | undefined) {
  const rows = new Map<string, SheetRow[]>();
  return {
    add(operation: string, row: SheetRow): void {
      if (folder === undefined) return;
      // Only what is shown is kept: a long film would stay in memory whole.
      rows.set(operation, [...(rows.get(operation) ?? []), { ...row, frames: momentsOf(row.frames) }]);
    },
    /** Writes everything; answers the names of the pictures. */
    async write(): Promise<string[]> {
      if (folder === undefined) return [];
      await mkdir(folder, { recursive: true });
      const names: string[] = [];
      for (const [operation, all] of rows) {
        for (let from = 0; from < all.length; from += rowsPerSheet) {
          const part = all.slice(from, from + rowsPerSheet);
          const name = `${operation}-${from / rowsPerSheet + 1}`;
          await writePng(tool, drawn(part), join(folder, `${name}.png`));
          const lines = part.map(({ text }, index) => `${index + 1}. ${text}\n`);
          await writeFile(join(folder, `${name}.txt`), lines.join(''));
          names.push(`${name}.png`);
        }
      }
      return names;
    },
  };
}

export type Sheets = ReturnType<typeof createSheets>;
