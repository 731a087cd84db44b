/** The frame of this screen; its content follows. */
export function SignInRoute() {
  return <h1 className="type-section p-8">sign-in</h1>;
}
