/** The pictures the landing page shows, made by the local studio from these words. */

export type Example = { src: string; words: string; ratio: number };

const example = (name: string, words: string, ratio: number): Example => ({
  src: `/examples/${name}.webp`,
  words,
  ratio,
});

export const LIGHTHOUSE = example("lighthouse-dusk", "A lighthouse at dusk, oil painting", 4 / 3);

/** The rows of the strip; a tile is as wide as its ratio says, so that every row is full. */
export const EXAMPLE_ROWS: Example[][] = [
  [
    example("street-monsoon", "Monsoon street at night, umbrellas, neon in the puddles", 1.5),
    example("fox-dawn", "A fox at dawn by a mountain lake", 1),
    example("whale-night", "A whale under the night sky", 1.6),
    example("cottage-snow", "A cottage in the snow", 1),
  ],
  [
    example("dunes-sunset", "Desert dunes at sunset with a caravan", 1.75),
    example("boat-calm", "A paper boat on a calm sea, watercolour", 1.3),
    example("pine-aurora", "Snowy pine forest under the northern lights", 1.75),
  ],
  [
    example("balloons-morning", "Hot air balloons over green hills in the morning", 1),
    example("castle-fog", "A castle on a hill in fog", 1.6),
    example("meadow-windmill", "A windmill in a meadow", 1),
    example("harbour-rain", "A harbour in the rain", 1.5),
  ],
];

/** What a screen reader hears for an example. */
export function exampleAlt(words: string): string {
  return `Generated picture: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
