/**
 * A hint, while typing, at how good a password is: length first, then variety. It is a hint
 * only: the server decides, and also knows the passwords that were stolen elsewhere.
 */

/** The shortest password the server takes, in characters. */
export const SHORTEST = 12;

export type Strength = {
  /** 0 too short, 1 weak, 2 good, 3 strong. */
  level: 0 | 1 | 2 | 3;
  hint: string;
};

export function passwordStrength(password: string): Strength {
  const characters = [...password];
  const missing = SHORTEST - characters.length;
  if (characters.length === 0)
    return { level: 0, hint: "At least 12 characters. A few words make a good one." };
  if (missing > 0) {
    return { level: 0, hint: missing === 1 ? "1 more character." : `${missing} more characters.` };
  }
  const distinct = new Set(password.toLowerCase()).size;
  if (distinct < 6 || isRun(characters)) {
    return { level: 1, hint: "Long enough, but too regular to be safe." };
  }
  if (distinct >= 10 && (characters.length >= 16 || kinds(password) >= 3))
    return { level: 3, hint: "Strong." };
  return { level: 2, hint: "Good. Longer is better still." };
}

/** How many of lower case, upper case, digits and other signs occur. */
function kinds(password: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u].filter((kind) => kind.test(password)).length;
}

/** Whether most neighbours follow each other: "abcdefghijkl", "123456789012", "aaaabbbbcccc". */
function isRun(characters: string[]): boolean {
  const steps = characters.slice(1).filter((character, index) => {
    const distance = (character.codePointAt(0) ?? 0) - (characters[index]?.codePointAt(0) ?? 0);
    return Math.abs(distance) <= 1;
  });
  return steps.length >= (characters.length - 1) * 0.7;
}
