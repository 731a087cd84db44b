/** `/sign-up`, with `?next=` naming the page to go to afterwards. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { AuthFrame } from "../features/auth/AuthFrame.tsx";
import { SignUpForm } from "../features/auth/SignUpForm.tsx";
import { useEnter } from "../features/auth/use-enter.ts";
import { usePageTitle } from "../ui/page-title.ts";

const route = getRouteApi("/guest");

export function SignUpRoute() {
  usePageTitle("Create an account");
  const { next, friend } = route.useSearch();
  const enter = useEnter(next);
  return (
    <AuthFrame
      title="Create an account"
      lead={
        friend
          ? "You were invited: you and your friend get credits when you first pay. It asks for no card."
          : "It comes with 50 credits and asks for no card."
      }
      picture={{
        src: "/examples/pine-aurora.webp",
        alt: "Generated picture: snowy pine forest under the northern lights",
        words: "Snowy pine forest under the northern lights",
      }}
      foot="Your password is kept only as an Argon2id hash."
    >
      <SignUpForm onOpened={enter} friend={friend} />
      <p className="text-muted">
        Have an account?{" "}
        <Link to="/sign-in" search={{ next }} className="text-primary-text underline underline-offset-3">
          Sign in
        </Link>
      </p>
    </AuthFrame>
  );
}
