import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../src-main/media/resolve-ffmpeg.ts';
import { clipIdSchema, mediaIdSchema, projectIdSchema, trackIdSchema } from '../../src-shared/lib/ids.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import type { Clip, Media, ProjectDocument, Track } from '../../src-shared/project/schema.ts';
import { serialiseProject } from '../../src-shared/project/serialise.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { runCommand } from './command.ts';

/** Sources that show which frame they are: every one has another picture, and the tone tells left from right. */
export interface Footage {
  readonly video: string;
  readonly still: string;
  readonly tone: string;
}

async function ffmpeg(words: string): Promise<void> {
  const { path } = await resolveFfmpeg();
  const { code, stderr } = await runCommand(path, ['-nostdin', '-hide_banner', '-y', ...words.split(' ')]);
  if (code !== 0) throw new Error(stderr);
}

/** Makes `seconds` of 24 fps test footage with sound, a still, and a sound file. */
export async function makeFootage(
  folder: string,
  { seconds = 8, width = 640, height = 360 }: { seconds?: number; width?: number; height?: number } = {},
): Promise<Footage> {
  await mkdir(folder, { recursive: true });
  const footage = {
    video: join(folder, 'harbour.mp4'),
    still: join(folder, 'poster.png'),
    tone: join(folder, 'waves.wav'),
  };
  const picture = `-f lavfi -i testsrc2=s=${width}x${height}:r=24:d=${seconds}`;
  const sound = `-f lavfi -i sine=f=330:r=48000:d=${seconds}`;
  await ffmpeg(`${picture} ${sound} -c:v libx264 -g 12 -pix_fmt yuv420p -c:a aac -shortest ${footage.video}`);
  await ffmpeg(`-f lavfi -i mandelbrot=s=${width}x${height} -frames:v 1 ${footage.still}`);
  await ffmpeg(
    `-f lavfi -i aevalsrc=0.6*sin(330*2*PI*t)*sin(PI*t/2)^2|0.4*sin(220*2*PI*t)*cos(PI*t)^2:s=48000:d=${seconds} ${footage.tone}`,
  );
  return footage;
}

/** What the library says of a file in a project's `media` folder; 640 x 360 at 24 fps unless told otherwise. */
export async function mediaOf(
  path: string,
  part: Pick<Media, 'kind' | 'frames' | 'hasAudio'> & Partial<Pick<Media, 'width' | 'height'>>,
): Promise<Media> {
  const bytes = await readFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const name = path.split('/').at(-1) ?? path;
  return {
    id: mediaIdSchema.parse(`m-${sha256.slice(0, 16)}`),
    name,
    file: `media/${name}`,
    sha256,
    bytes: (await stat(path)).size,
    width: part.kind === 'audio' ? 0 : 640,
    height: part.kind === 'audio' ? 0 : 360,
    rate: { num: 24, den: 1 },
    provenance: { origin: 'imported' },
    ...part,
  };
}

/** A project folder with footage in its library and whatever timeline is made of it. */
export async function writeFilm(
  folder: string,
  timeline: (media: {
    readonly video: Media;
    readonly still: Media;
    readonly tone: Media;
  }) => readonly Track[],
): Promise<ProjectDocument> {
  const footage = await makeFootage(join(folder, 'media'));
  const video = await mediaOf(footage.video, { kind: 'video', frames: frames(192), hasAudio: true });
  const still = await mediaOf(footage.still, { kind: 'image', frames: frames(1), hasAudio: false });
  const tone = await mediaOf(footage.tone, { kind: 'audio', frames: frames(0), hasAudio: true });
  return writeProject(folder, [video, still, tone], timeline({ video, still, tone }));
}

/** A project folder over media that lies in it. */
export async function writeProject(
  folder: string,
  media: readonly Media[],
  tracks: readonly Track[],
): Promise<ProjectDocument> {
  const empty = emptyProject({ id: projectIdSchema.parse('project-of-the-test'), name: 'Film' });
  const document: ProjectDocument = {
    ...empty,
    media: Object.fromEntries(media.map((one) => [one.id, one])),
    timeline: { tracks: [...tracks] },
  };
  await writeFile(join(folder, 'project.json'), serialiseProject(document));
  return document;
}

/** A clip of media at a place; ids and names by number. */
export function clipOf(media: Media, number: number, start: number, length: number, sourceIn = 0): Clip {
  return {
    id: clipIdSchema.parse(`clip-${number}`),
    name: `${media.name.replace(/\.\w+$/, '')} ${number}`,
    source: { kind: 'media', mediaId: media.id },
    start: frames(start),
    length: frames(length),
    sourceIn: frames(sourceIn),
  };
}

export function trackOf(kind: Track['kind'], number: number, clips: readonly Clip[]): Track {
  const name = `${kind === 'video' ? 'V' : 'A'}${number}`;
  return { id: trackIdSchema.parse(`${kind}-${number}`), kind, name, clips: [...clips] };
}

/** Two thousand clips on ten tracks, as the budgets of the window want it. */
export function longTimeline(video: Media): Track[] {
  return Array.from({ length: 10 }, (_, track) =>
    trackOf(
      'video',
      track + 1,
      Array.from({ length: 200 }, (__, index) => {
        const number = track * 200 + index;
        return clipOf(video, number, index * 60 + track * 5, 40 + ((number * 7) % 20), (number * 3) % 100);
      }),
    ),
  );
}
