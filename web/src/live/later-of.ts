/**
 * What keeps an older answer from standing over a newer event. There is one rule and one exception.
 *
 * The rule: a run, a batch and an item carry a version, and wherever two states of one meet (an event and the screen, a page that arrives and what
 * is known, a card's items and its message) the later stays. The exception: lists, titles and balances carry none. Whether an answer that was under
 * way is older than an event cannot be told there, so it is asked again (connect-cache.ts).
 */
type Versioned = { version: number };

/** The later of two states of one thing. Of the same version the known one, so that nothing is drawn again. */
export function laterOf<State extends Versioned>(known: State | undefined, arrived: State): State {
  return known && known.version >= arrived.version ? known : arrived;
}
