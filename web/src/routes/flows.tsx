/** The frame of this screen; its content follows. */
export function FlowsRoute() {
  return <h1 className="type-section p-8">flows</h1>;
}
