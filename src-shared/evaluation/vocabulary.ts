/** What the probe can say: for each attribute of the world its values. */
export type Vocabulary = ReadonlyMap<string, readonly string[]>;

/** Other words for values of the world, as people write them into expectations. */
const aliases: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  setting: {
    mountains: ['snowy mountains', 'mountain', 'the mountains', 'alps'],
    ocean: ['sea', 'the sea', 'open sea'],
    forest: ['woods', 'the woods', 'woodland'],
    meadow: ['grassland', 'field', 'pasture'],
    city: ['town', 'city street', 'downtown'],
    desert: ['dunes', 'sand dunes'],
  },
  time: {
    dawn: ['sunrise', 'morning', 'daybreak'],
    day: ['noon', 'daytime', 'midday', 'afternoon'],
    sunset: ['dusk', 'evening'],
    night: ['midnight', 'nighttime'],
  },
  weather: { snow: ['snowing', 'snowy', 'snowfall'], clear: ['clear sky', 'sunny', 'none', 'fine'] },
  subject: {
    car: ['automobile'],
    dog: ['puppy'],
    person: ['man', 'woman', 'human', 'people', 'pedestrian'],
    boat: ['ship', 'sailboat', 'sailing boat'],
    balloon: ['hot air balloon', 'hot-air balloon'],
    rocket: ['spaceship'],
  },
  colour: { purple: ['violet'] },
  size: { big: ['large'], small: ['little', 'tiny'] },
  speed: { slow: ['slowly'], fast: ['quickly', 'quick'] },
  action: {
    still: [
      'stands still',
      'stand still',
      'standing still',
      'is still',
      'stays',
      'stays in place',
      'none',
      'static',
    ],
    left: ['moves left', 'move left', 'moving left', 'to the left', 'leftward', 'leftwards'],
    right: ['moves right', 'move right', 'moving right', 'to the right', 'rightward', 'rightwards'],
    rise: ['rises', 'rising', 'goes up', 'up', 'ascends', 'upward', 'upwards'],
    fall: ['falls', 'falling', 'comes down', 'down', 'sinks', 'descends', 'downward', 'downwards'],
    bounce: ['bounces', 'bouncing', 'hops', 'jumps'],
  },
  camera: {
    static: ['static camera', 'still', 'none', 'fixed', 'locked'],
    'pan left': ['pans left', 'pan to the left'],
    'pan right': ['pans right', 'pan to the right'],
    'zoom in': ['zooms in', 'push in'],
    'zoom out': ['zooms out', 'pull back', 'pull out'],
  },
};

/** Going somewhere, whichever way. */
const journeys: ReadonlySet<string> = new Set(
  [
    'moves',
    'move',
    'moving',
    'drives',
    'walks',
    'walking',
    'runs',
    'running',
    'rolls',
    'sails',
    'flies',
    'drifts',
    'travels',
  ].flatMap((verb) => [verb, `${verb} slowly`, `${verb} fast`]),
);

function plain(text: string): string {
  return text.toLowerCase().trim().replaceAll(/\s+/g, ' ');
}

/**
 * The values of an attribute that a written value stands for; more than one where it leaves something open. Empty: the
 * world has no such thing. Undefined: the world has no such attribute.
 */
export function meant(
  vocabulary: Vocabulary,
  attribute: string,
  written: string,
): readonly string[] | undefined {
  const values = vocabulary.get(attribute);
  if (values === undefined) return undefined;
  const wanted = plain(written);
  if (values.includes(wanted)) return [wanted];
  if (attribute === 'action' && journeys.has(wanted)) {
    return values.filter((value) => value === 'left' || value === 'right');
  }
  const known = aliases[attribute] ?? {};
  return values.filter((value) => known[value]?.includes(wanted) === true);
}
