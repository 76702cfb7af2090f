import type { z } from 'zod';

/** A small durable place of the user profile, by name. */
export interface KeptText {
  get(name: string): string | null;
  set(name: string, text: string): void;
}

/** The browser's own storage; a full or forbidden one only costs the memory of sizes and estimates. */
export function createLocalKeptText(storage: Storage): KeptText {
  return {
    get: (name) => storage.getItem(`kinoloom.${name}`),
    set(name, text) {
      try {
        storage.setItem(`kinoloom.${name}`, text);
      } catch (cause) {
        console.warn('Could not remember a setting', name, cause);
      }
    },
  };
}

export function createMemoryKeptText(): KeptText {
  const texts = new Map<string, string>();
  return { get: (name) => texts.get(name) ?? null, set: (name, text) => void texts.set(name, text) };
}

/** What was kept under a name, when it is there and of the right form. What is not is as good as absent. */
export function recall<Value>(kept: KeptText, name: string, schema: z.ZodType<Value>): Value | undefined {
  const text = kept.get(name);
  if (text === null) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function remember(kept: KeptText, name: string, value: unknown): void {
  kept.set(name, JSON.stringify(value));
}
