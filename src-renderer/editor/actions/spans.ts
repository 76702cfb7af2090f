import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { sourceSpanOf } from '../../../src-shared/project/sources.ts';
import type { SourceSpan } from '../../../src-shared/timeline/handles.ts';

/** Which frames the sources of a document's clips have, as edits ask for it. */
export function spansOf(document: ProjectDocument): SourceSpan {
  return (clip) => sourceSpanOf(document, clip);
}
