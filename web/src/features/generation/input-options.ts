/** What can be chosen beside the words, and the input a run is made from. */
import type { AspectRatio, FlowOptions, InputData, Quality } from "../../api/types.ts";
import { modelChoices, stylesOf } from "./model-choices.ts";

/** The most characters a prompt may have, counted as the server counts them (code points). */
export const PROMPT_MAX_CHARACTERS = 1_000;
/** From here on the counter shows. */
export const COUNTER_FROM = 900;
/** The largest seed: the largest integer a JSON number carries exactly. */
export const SEED_MAX = Number.MAX_SAFE_INTEGER;

export type ComposerOptions = {
  aspectRatio: AspectRatio;
  style: string;
  quality: Quality /** `null` lets chance choose. */;
  seed: number | null;
  /** A model's id, an order in which models are asked, or `auto`. */
  model: string;
};

export const DEFAULT_OPTIONS: ComposerOptions = {
  aspectRatio: "1:1",
  style: "auto",
  quality: "standard",
  seed: null,
  model: "auto",
};

/** Characters as a person counts them, not UTF-16 units: an emoji outside the first plane is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The input for these words; `null` when there is nothing to make or too much of it. */
export function inputFrom(text: string, options: ComposerOptions): InputData | null {
  const prompt = text.trim();
  if (prompt === "" || countCharacters(prompt) > PROMPT_MAX_CHARACTERS) return null;
  const { aspectRatio, style, quality, seed, model } = options;
  const wanted = model === DEFAULT_OPTIONS.model ? {} : { model };
  return { prompt, aspectRatio, style, quality, ...(seed === null ? {} : { seed }), ...wanted };
}

/** The options a finished run was made with; its seed only if asked for. */
export function optionsOf(input: InputData, withSeed: "with-seed" | "without-seed"): ComposerOptions {
  return {
    aspectRatio: input.aspectRatio ?? DEFAULT_OPTIONS.aspectRatio,
    style: input.style ?? DEFAULT_OPTIONS.style,
    quality: input.quality ?? DEFAULT_OPTIONS.quality,
    seed: withSeed === "with-seed" ? (input.seed ?? null) : null,
    model: input.model ?? DEFAULT_OPTIONS.model,
  };
}

/** Keeps only choices this flow offers: a draft may be older than the flow. */
export function fitOptions(options: ComposerOptions, offered: FlowOptions): ComposerOptions {
  const pick = <Id extends string>(wanted: Id, list: { id: Id }[]): Id =>
    list.some(({ id }) => id === wanted) ? wanted : (list[0]?.id ?? wanted);
  const model = pick(options.model, modelChoices(offered));
  return {
    aspectRatio: pick(options.aspectRatio, offered.aspectRatios),
    style: pick(options.style, stylesOf(model, offered)),
    quality: pick(options.quality, offered.qualities),
    seed: options.seed,
    model,
  };
}

/** Reads what was typed as a seed: a number, nothing (`null`), or `"invalid"`. */
export function parseSeed(text: string): number | null | "invalid" {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (!/^\d{1,16}$/.test(trimmed)) return "invalid";
  const seed = Number(trimmed);
  return seed <= SEED_MAX ? seed : "invalid";
}

/** Width over height: "16:9" is 16/9. */
export function ratioOf(aspectRatio: AspectRatio | undefined): number {
  const [width = 1, height = 1] = (aspectRatio ?? "1:1").split(":").map(Number);
  return width / height;
}
