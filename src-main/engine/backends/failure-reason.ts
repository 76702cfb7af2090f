/** What onnxruntime says when a provider can't be used, by what it means; seen with 1.30. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/adapter/i, 'No graphics adapter was found that it can use.'],
  [
    /backend not found|no available backend|not available in this build/i,
    'This build of Kinoloom does not include it.',
  ],
  [/failed to load (shared )?library|cannot open shared object/i, 'Its libraries are not installed.'],
  [/out of memory|failed to allocate|bad_alloc/i, 'There is not enough graphics memory.'],
];

/** One sentence for a person; what is not recognised is given as it is, its first line alone. */
export function failureReason(message: string): string {
  const known = meanings.find(([pattern]) => pattern.test(message));
  return known?.[1] ?? message.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
