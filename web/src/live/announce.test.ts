import { describe, expect, it } from "vitest";
import { announcementFor } from "./announce.ts";
import { completed, failed, generation, step } from "./test-fixtures.ts";

describe("what a run says aloud", () => {
  it("says nothing for a run that was over when it came on screen", () => {
    expect(announcementFor(undefined, completed())).toBeNull();
  });
  it("says each quarter, not each percent", () => {
    const at = (progress: number) => generation({ progress });
    expect(announcementFor(at(40), at(41))).toBeNull();
    expect(announcementFor(at(49), at(51))).toEqual({
      text: "Painting light and shade, 50 percent.",
      urgent: false,
    });
  });
  it("says a new step", () => {
    const next = generation({
      progress: 41,
      currentStep: "Animating the fox",
      steps: [step({ status: "completed" }), step({ id: "stp_2", status: "running" })],
    });
    expect(announcementFor(generation(), next)?.text).toBe("Animating the fox, 25 percent.");
  });
  it("says the end with its price", () => {
    expect(announcementFor(generation(), completed())).toEqual({
      text: "Your picture is ready. Charged 2 of 2 quoted.",
      urgent: false,
    });
  });
  it("interrupts for a failure and says what came back", () => {
    expect(announcementFor(generation(), failed())).toEqual({
      text: "The picture could not be made. The local studio stopped at 60%. All 2 credits are back.",
      urgent: true,
    });
  });
  it("says the place in line when it changes", () => {
    const waiting = (queuePosition: number) => generation({ status: "queued", queuePosition });
    expect(announcementFor(waiting(3), waiting(2))?.text).toBe("Number 2 in line.");
  });
});
