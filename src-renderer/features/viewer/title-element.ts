import type { TitleSource } from '../../../src-shared/project/title.ts';

const sides = { left: ['0%', 'left'], centre: ['-50%', 'center'], right: ['-100%', 'right'] } as const;

/** Inter comes with the program under a name of its own. */
function familyOf(font: string): string {
  return `${font === 'Inter' ? "'Inter Variable'" : JSON.stringify(font)}, 'Inter Variable', sans-serif`;
}

/** A title as text in the page: sizes count in heights of the frame, which is the nearest size container. */
export function createTitleElement(title: TitleSource): HTMLElement {
  const block = document.createElement('div');
  const [shift, align] = sides[title.align];
  block.dataset.title = '';
  Object.assign(block.style, {
    left: `${title.position.x * 100}%`,
    top: `${title.position.y * 100}%`,
    transform: `translate(${shift}, -50%)`,
    textAlign: align,
    fontFamily: familyOf(title.font),
    fontSize: `${title.size * 100}cqh`,
    color: title.colour,
  });
  for (const [index, line] of title.text.split('\n').entries()) {
    if (index > 0) block.append(document.createElement('br'));
    const span = document.createElement('span');
    span.textContent = line === '' ? '\u200b' : line;
    if (title.background !== undefined) {
      span.style.background = title.background;
      span.style.padding = '0 0.25em';
    }
    block.append(span);
  }
  return block;
}
