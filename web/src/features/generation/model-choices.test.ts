import { describe, expect, it } from "vitest";
import { flow } from "../../live/test-fixtures.ts";
import { DEFAULT_OPTIONS, fitOptions, inputFrom } from "./input-options.ts";
import { modelChoices, stylesOf } from "./model-choices.ts";

const [local] = flow().options.models;
if (!local) throw new Error("the fixture has a model");
const offered = {
  ...flow().options,
  models: [
    {
      ...local,
      id: "vendor",
      name: "Vendor",
      creditsFrom: 8,
      expectedMs: 12_000,
      styles: [],
      firstBy: ["quality"],
    },
    { ...local, firstBy: ["speed", "cost"] },
  ],
};

describe("the choice of a model", () => {
  it("is none where there is one model", () => {
    expect(modelChoices(flow().options)).toHaveLength(1);
  });
  it("names who does it, and price and time of each", () => {
    expect(modelChoices(offered).map(({ label, note }) => `${label}: ${note}`)).toEqual([
      "Auto: best: Vendor",
      "Auto: fastest: Local studio",
      "Auto: cheapest: Local studio",
      "Vendor: from 8 credits, about 12 s",
      "Local studio: from 1 credit, about 2.6 s",
    ]);
  });
  it("says which works with a key of one's own, and what that costs", () => {
    const models = offered.models.map((model) => ({
      ...model,
      ownKey: model.id === "vendor",
      creditsFrom: 1,
    }));
    expect(modelChoices({ ...offered, models }).at(-2)?.note).toBe("your key, 1 credit, about 12 s");
  });
  it("offers the styles of the model that would do it", () => {
    const ids = (choice: string) => stylesOf(choice, offered).map(({ id }) => id);
    expect(ids("auto")).toEqual(["auto"]);
    expect(ids("speed")).toEqual(["auto", "ink"]);
    expect(ids("vendor")).toEqual(["auto"]);
  });
  it("drops a style that the model does not have, and a model that is gone", () => {
    const ink = { ...DEFAULT_OPTIONS, style: "ink" };
    expect(fitOptions({ ...ink, model: "vendor" }, offered)).toMatchObject({
      style: "auto",
      model: "vendor",
    });
    expect(fitOptions({ ...ink, model: "local-studio" }, offered)).toMatchObject({ style: "ink" });
    expect(fitOptions({ ...ink, model: "gone" }, offered)).toMatchObject({ model: "auto" });
  });
  it("goes along only where somebody chose", () => {
    expect(inputFrom("a fox", DEFAULT_OPTIONS)).not.toHaveProperty("model");
    expect(inputFrom("a fox", { ...DEFAULT_OPTIONS, model: "cost" })).toMatchObject({ model: "cost" });
  });
});
