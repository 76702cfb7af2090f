/**
 * How well a name answers what was typed: letters in order, better at the beginnings of words and in runs. Higher is
 * better; null = not at all.
 */
export function scoreMatch(query: string, name: string): number | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '');
  const text = name.toLowerCase();
  if (wanted === '') return 0;
  let score = 0;
  let from = 0;
  let previous = -2;
  for (const letter of wanted) {
    const at = bestPlace(text, letter, from, previous);
    if (at < 0) return null;
    if (at === previous + 1) score += 5;
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) score += 8;
    score -= Math.min(3, at - from);
    previous = at;
    from = at + 1;
  }
  return score - text.length * 0.02;
}

/** The next letter of a run goes on with it; otherwise the nearest beginning of a word is preferred. */
function bestPlace(text: string, letter: string, from: number, previous: number): number {
  if (text[previous + 1] === letter && previous >= 0) return previous + 1;
  const first = text.indexOf(letter, from);
  for (let at = first; at >= 0; at = text.indexOf(letter, at + 1)) {
    if (at === 0 || text[at - 1] === ' ') return at;
  }
  return first;
}
