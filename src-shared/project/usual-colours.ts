/** Colours the document means, or is given, where a person has chosen none. They are part of the film, not of the window. */
export const usualColours = {
  /** Of a dip that names none. */
  dip: '#000000',
  /** Of a new title's type, and of the ground behind it when one is wanted. */
  title: '#ffffff',
  titleGround: '#000000b3',
} as const;
