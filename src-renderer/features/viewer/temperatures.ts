import { gradeOf } from '../../../src-shared/timeline/grade.ts';
import { temperatureId } from './layer-css.ts';

const svg = 'http://www.w3.org/2000/svg';

/** Puts the filter of a temperature into the page, once per stage: warm turns red up and blue down, cold the other way. */
export function requireTemperature(stage: HTMLElement, temperature: number): void {
  const id = temperatureId(temperature);
  if (temperature === 0 || document.getElementById(id) !== null) return;
  const holder = document.createElementNS(svg, 'svg');
  holder.setAttribute('width', '0');
  holder.setAttribute('height', '0');
  holder.setAttribute('aria-hidden', 'true');
  const filter = document.createElementNS(svg, 'filter');
  filter.id = id;
  filter.setAttribute('color-interpolation-filters', 'sRGB');
  const matrix = document.createElementNS(svg, 'feColorMatrix');
  const [red, blue] = temperatureGains(temperature);
  matrix.setAttribute('values', `${red} 0 0 0 0  0 1 0 0 0  0 0 ${blue} 0 0  0 0 0 1 0`);
  filter.append(matrix);
  holder.append(filter);
  stage.append(holder);
}

/** Factors of red and blue, the same as in the delivery. */
function temperatureGains(temperature: number): readonly [red: number, blue: number] {
  const [red = 1, , blue = 1] = gradeOf({ temperature })?.gain ?? [];
  return [red, blue];
}
