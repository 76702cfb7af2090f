import { z } from 'zod';
import { mediaIdSchema, type MediaId } from '../../../src-shared/lib/ids.ts';
import { mediaSchema, type Media } from '../../../src-shared/project/schema.ts';

export type DroppedKind = Media['kind'] | 'project' | 'unknown';

/** What is being dragged. Of files from the system only the kinds are known before the release. */
export type DropPayload =
  | { readonly from: 'library'; readonly mediaId: MediaId; readonly kind: Media['kind'] }
  | { readonly from: 'system'; readonly kinds: readonly DroppedKind[]; readonly files: readonly File[] };

const dragType = 'kinoloom/media';
const dragDataSchema = z.object({
  type: z.literal(dragType),
  mediaId: mediaIdSchema,
  kind: mediaSchema.shape.kind,
});

export function libraryDragData(media: Media): Record<string, unknown> {
  return { type: dragType, mediaId: media.id, kind: media.kind };
}

export function payloadOfData(data: Record<string | symbol, unknown>): DropPayload | null {
  const parsed = dragDataSchema.safeParse(data);
  return parsed.success ? { from: 'library', mediaId: parsed.data.mediaId, kind: parsed.data.kind } : null;
}

/** The kind a MIME type promises; what the file really is shows when it is imported. */
export function kindOfType(type: string): DroppedKind {
  const family = type.split('/')[0];
  if (family === 'video' || family === 'image' || family === 'audio') return family;
  return type === '' ? 'project' : 'unknown';
}

/** The one kind of a payload, or null where several things of different kinds come together. */
export function singleKind(payload: DropPayload): DroppedKind | null {
  if (payload.from === 'library') return payload.kind;
  const first = payload.kinds[0];
  return first !== undefined && payload.kinds.every((kind) => kind === first) ? first : null;
}

export function isSingle(payload: DropPayload): boolean {
  return payload.from === 'library' || payload.kinds.length === 1;
}
