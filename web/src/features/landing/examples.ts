/**
 * The pictures the landing page shows: each made by the local studio from exactly these words
 * (`public/examples/examples.json` keeps style, seed and size; a test compares the two).
 */

export type Example = {
  src: string;
  words: string;
  /** What is to be seen, for those who cannot see it. */
  alt: string;
  /** Width by height. */
  ratio: number;
};

const example = (name: string, ratio: number, words: string, seen: string): Example => ({
  src: `/examples/${name}.webp`,
  words,
  alt: `Generated picture: ${seen}`,
  ratio,
});

export const LIGHTHOUSE = example(
  "lighthouse-dusk",
  768 / 576,
  "A lighthouse on a cliff at dusk, oil painting",
  "a lighthouse on a rocky headland at dusk, calm sea, painted in oil",
);

/** The rows of the strip; a tile is as wide as its ratio says, so that every row is full. */
export const EXAMPLE_ROWS: Example[][] = [
  [
    example(
      "street-monsoon",
      768 / 512,
      "Monsoon street at night, umbrellas, neon in the puddles",
      "three people with umbrellas on a city street at night, neon signs reflected in the wet road, in the rain",
    ),
    example("fox-dawn", 768 / 768, "A fox at dawn by a mountain lake", "a fox by a mountain lake at dawn"),
    example(
      "pine-aurora",
      768 / 440,
      "Snowy pine forest under the northern lights",
      "a snowy pine forest at night, northern lights in the sky, in winter",
    ),
  ],
  [
    example(
      "dunes-sunset",
      768 / 440,
      "Desert dunes at sunset with a caravan",
      "five camels in desert dunes at sunset",
    ),
    example(
      "boat-calm",
      768 / 592,
      "A paper boat on a calm sea, watercolour",
      "a paper boat on a calm open sea at sunset, in watercolour",
    ),
    example(
      "balloons-morning",
      768 / 768,
      "Hot air balloons over green hills in the morning",
      "three hot air balloons over green hills in the morning",
    ),
    example(
      "castle-fog",
      768 / 480,
      "A castle on a hill in fog",
      "a castle on a hill in the morning, in fog",
    ),
  ],
  [
    example(
      "whale-night",
      768 / 480,
      "A whale under the night sky, open sea, full moon",
      "a whale on a calm open sea at night",
    ),
    example(
      "meadow-windmill",
      768 / 768,
      "A windmill in a meadow of poppies, morning",
      "a windmill in a flowering meadow in the morning",
    ),
    example(
      "cottage-snow",
      768 / 768,
      "A cottage in the snow, winter evening",
      "a house among green hills at dusk, in winter",
    ),
    example(
      "harbour-rain",
      768 / 512,
      "A harbour in the rain, three sailing boats, dusk",
      "three sailing boats off a rocky coast at dusk, calm sea, in the rain",
    ),
  ],
];
