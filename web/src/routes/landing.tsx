/** The frame of this screen; its content follows. */
export function LandingRoute() {
  return <h1 className="type-section p-8">landing</h1>;
}
