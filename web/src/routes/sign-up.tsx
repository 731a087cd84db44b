/** The frame of this screen; its content follows. */
export function SignUpRoute() {
  return <h1 className="type-section p-8">sign-up</h1>;
}
