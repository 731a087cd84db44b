"""Writes prices.tsv: prices computed with exact fractions, from the written rules and from nothing else.

    python3 prices.py > prices.tsv

A price is: the published minimum, or twice the model's cost (a credit is 10,000 millionths of a dollar) rounded up,
whichever is higher; times the factors; times the results; rounded up once. A batch keeps the exact price of one and
rounds its total up once. The last block holds prices that floating point charges a credit too much for: they are
looked for, and the script fails when it finds too few.
"""

import itertools
import math
import sys
from fractions import Fraction

# Published minimum: simple, complex.
MINIMUM = {
    "text_to_image": (1, 3),
    "image_to_image": (2, 4),
    "image_compose": (2, 4),
    "image_describe": (1, 1),
    "text_to_video": (20, 40),
    "image_to_video": (20, 40),
    "voiceover": (5, 15),
    "lipsync": (10, 20),
    "background_remove": (2, 4),
    "upscale": (2, 4),
}
QUALITY = {"standard": "1", "high": "1.5", "ultra": "2"}
TIER = {"free": "1", "pro": "0.95", "business": "0.9"}
# Millionths of a dollar for one result.
COSTS = [Fraction(0), Fraction(5_000), Fraction(39_000), Fraction(125_000), Fraction(1_234_567), Fraction(10_000, 3),
         Fraction(250_001, 2), Fraction(999_999)]


def factors(quality, together, tier, peak, region, experiment):
    """The factors as decimals, in the order in which the rules name them."""
    yield QUALITY[quality]
    if together > 10:
        yield "0.9"
    if together > 50:
        yield "0.8"
    yield TIER[tier]
    yield from (factor for factor in (peak, region, experiment) if factor != "-")


def base(operation, complexity, cost):
    minimum = MINIMUM[operation][complexity == "complex"]
    return max(minimum, math.ceil(2 * cost / 10_000))


def price(operation, complexity, cost, quality, results, batch, tier, peak, region, experiment):
    count = int(batch) if batch != "-" else results
    exact = Fraction(base(operation, complexity, cost))
    binary = float(exact)
    for factor in factors(quality, count, tier, peak, region, experiment):
        exact *= Fraction(factor)
        binary *= float(factor)
    return math.ceil(exact * count), math.ceil(binary * count)


def write(case, credits):
    operation, complexity, cost, *rest = case
    fields = [operation, complexity, f"{cost.numerator}/{cost.denominator}", *map(str, rest), str(credits)]
    sys.stdout.write("\t".join(fields) + "\n")


def main():
    print("# operation complexity cost quality results batch tier peak region experiment credits; written by prices.py")
    written = set()

    def add(case, credits):
        if case not in written:
            written.add(case)
            write(case, credits)

    # Every operation, complexity, quality and tier, at costs that take turns.
    every = itertools.product(MINIMUM, ("simple", "complex"), QUALITY, TIER)
    for number, (operation, complexity, quality, tier) in enumerate(every):
        peak = "1.2" if number % 3 == 0 else "-"
        case = (operation, complexity, COSTS[number % len(COSTS)], quality, 1 + number % 4, "-", tier, peak, "-", "-")
        add(case, price(*case)[0])
    # Around the borders of the discounts for many, for runs and for batches.
    for count, quality, tier in itertools.product((1, 2, 10, 11, 50, 51, 100, 500), QUALITY, TIER):
        for results, batch in ((count, "-"), (1, str(count))):
            case = ("text_to_image", "simple", Fraction(5_000), quality, results, batch, tier, "-", "-", "-")
            add(case, price(*case)[0])
    # Regions and experiments on top of everything else.
    for number, (region, experiment, tier) in enumerate(itertools.product(
            ("0.8", "0.85", "1.1", "3.33"), ("-", "0.97", "1", "1.25"), TIER)):
        case = ("voiceover", "simple", COSTS[number % len(COSTS)], "high", 1, "-" if number % 2 else "12", tier,
                "1.5" if number % 5 == 0 else "-", region, experiment)
        add(case, price(*case)[0])
    # What floating point rounds a credit too much: 25 x 0.72 is 18, and 18.000000000000004 in binary.
    wrong = 0
    for dearer, quality, count, tier, peak in itertools.product(
            range(1, 60), QUALITY, (1, 2, 4, 20, 25, 75, 100), TIER, ("-", "1.2")):
        case = ("text_to_image", "simple", Fraction(5_000 * dearer), quality, 1, str(count), tier, peak, "-", "-")
        credits, binary = price(*case)
        if binary > credits and case not in written:
            wrong += 1
            if wrong <= 160:
                add(case, credits)
    assert wrong >= 100, wrong
    assert len(written) >= 500, len(written)


main()
