import { randomBytes } from 'node:crypto';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { fileTokenSchema } from '../../src-shared/ipc/contract.ts';

/** More than anyone drops at once; older tokens are forgotten. */
const keptTokens = 2000;

/** Opaque names for paths that a dialog or a drop granted. The page holds tokens, only main knows the paths. */
export interface FileTokens {
  grant(path: string): string;
  /** @throws AppError `input.file.missing` for a token that was never given or is too old. */
  pathOf(token: string): string;
}

export function createFileTokens(): FileTokens {
  const paths = new Map<string, string>();
  return {
    grant(path) {
      const token = fileTokenSchema.parse(`file-${randomBytes(16).toString('hex')}`);
      paths.set(token, path);
      for (const oldest of paths.keys()) {
        if (paths.size <= keptTokens) break;
        paths.delete(oldest);
      }
      return token;
    },
    pathOf(token) {
      const path = paths.get(token);
      if (path !== undefined) return path;
      throw new AppError('input.file.missing', 'That file is no longer at hand.', {
        hint: 'Drop or choose it again.',
      });
    },
  };
}
