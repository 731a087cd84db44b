/** The frame of this screen; its content follows. */
export function AccountRoute() {
  return <h1 className="type-section p-8">account</h1>;
}
