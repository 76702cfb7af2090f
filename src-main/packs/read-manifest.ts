import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';
import {
  familyNames,
  packFormatVersion,
  packManifestSchema,
  type PackManifest,
} from '../../src-shared/pack/schema.ts';
import { manifestProblem } from './manifest-problem.ts';

/** Far above any real manifest, far below what would hurt to parse. */
export const manifestLimit = 8 * 1024 * 1024;

const envelopeSchema = z.object({
  format: z.literal('kinoloom-pack'),
  formatVersion: z.number().int(),
  family: z.string().optional(),
});

/** @throws AppError `pack.missing`, or `pack.format` where it is too large to be one. */
export async function readManifestText(folder: string): Promise<string> {
  const path = join(folder, 'pack.json');
  try {
    const { size } = await stat(path);
    if (size > manifestLimit)
      throw new AppError('pack.format', 'The pack.json of this pack is far too large.');
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('pack.missing', `There is no model pack in ${folder}.`, {
      hint: 'A pack is a folder with a pack.json and its graphs.',
      cause,
    });
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('pack.format', 'The pack.json of this pack is damaged: it is not valid JSON.', {
      hint: 'Get the pack again from where it is published.',
      cause,
    });
  }
}

/**
 * A manifest from its text, checked against the schema and against itself.
 *
 * @throws AppError `pack.version` (a format or a family this program does not know, told apart from every other fault
 *   because the remedy differs), `pack.format` (anything else).
 */
export function parseManifest(text: string): PackManifest {
  const json = parseText(text);
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) {
    throw new AppError('pack.format', 'This pack.json does not describe a Kinoloom model pack.', {
      cause: new Error(z.prettifyError(envelope.error)),
    });
  }
  const { formatVersion, family } = envelope.data;
  if (formatVersion !== packFormatVersion) {
    const newer = formatVersion > packFormatVersion;
    throw new AppError(
      'pack.version',
      `This pack has format version ${formatVersion}; this Kinoloom reads version ${packFormatVersion}.`,
      { hint: newer ? 'Update Kinoloom to use this pack.' : 'Get a newer version of the pack.' },
    );
  }
  if (family !== undefined && !familyNames.includes(family)) {
    throw new AppError(
      'pack.version',
      `This Kinoloom can’t run models of the family “${family.slice(0, 40)}” yet.`,
      {
        hint: 'Update Kinoloom, or choose another pack.',
      },
    );
  }
  const manifest = packManifestSchema.safeParse(json);
  if (!manifest.success) {
    const where = manifest.error.issues[0]?.path.join('.') ?? '';
    throw new AppError('pack.format', `The pack.json of this pack is not valid at "${where}".`, {
      hint: 'Get the pack again from where it is published.',
      cause: new Error(z.prettifyError(manifest.error)),
    });
  }
  const problem = manifestProblem(manifest.data);
  if (problem !== undefined) {
    throw new AppError('pack.format', `The pack ${manifest.data.id} contradicts itself: ${problem}.`, {
      hint: 'Get the pack again from where it is published.',
    });
  }
  return manifest.data;
}

/**
 * The manifest of the pack in `folder`.
 *
 * @throws AppError `pack.missing` (no pack.json), `pack.version` or `pack.format`, as `parseManifest` does.
 */
export async function readManifest(folder: string): Promise<PackManifest> {
  return parseManifest(await readManifestText(folder));
}
