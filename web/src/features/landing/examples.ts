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

const SQUARE = 1;
const WIDE = 16 / 9;
const TALL = 3 / 4;

const example = (name: string, ratio: number, words: string, seen: string): Example => ({
  src: `/examples/${name}.webp`,
  words,
  alt: `Generated picture: ${seen}`,
  ratio,
});

export const LIGHTHOUSE = example(
  "lighthouse-dusk",
  SQUARE,
  "A lighthouse at dusk, oil painting",
  "a lighthouse on a rocky headland at dusk, calm sea, painted in oil",
);

/** The rows of the strip; a tile is as wide as its ratio says, so that every row is full. */
export const EXAMPLE_ROWS: Example[][] = [
  [
    example(
      "street-monsoon",
      SQUARE,
      "Monsoon street at night, umbrellas, neon in the puddles",
      "three people with umbrellas on a city street at night, neon signs reflected in the wet road, in the rain",
    ),
    example(
      "balloons-morning",
      WIDE,
      "Hot air balloons over green hills in the morning",
      "three hot air balloons over green hills in the morning",
    ),
    example("fox-dawn", SQUARE, "A fox at dawn by a mountain lake", "a fox by a mountain lake at dawn"),
    example("castle-fog", SQUARE, "A castle on a hill in fog", "a castle on a hill in the morning, in fog"),
  ],
  [
    example(
      "desert-caravan",
      WIDE,
      "Desert dunes at sunset with a caravan",
      "five camels in desert dunes at sunset",
    ),
    example(
      "forest-aurora",
      SQUARE,
      "Snowy pine forest under the northern lights",
      "a snowy pine forest at night, northern lights in the sky, in winter",
    ),
    example(
      "cat-moon",
      TALL,
      "A black cat under the full moon, starry swirls",
      "a black cat in a flowering meadow at night, in swirling strokes",
    ),
    example(
      "boats-paper-cut",
      SQUARE,
      "Three sailing boats at sunset, paper cut",
      "three sailing boats on a calm open sea at sunset, as cut paper",
    ),
  ],
  [
    example("lake-golden-hour", WIDE, "Mountains and a lake at golden hour", "a mountain lake at sunset"),
    example(
      "paper-boat",
      SQUARE,
      "A paper boat on a calm sea, watercolour",
      "a paper boat on a calm open sea at sunset, in watercolour",
    ),
    example("arctic-dawn", WIDE, "Arctic peaks at dawn", "snow fields at dawn"),
  ],
];
