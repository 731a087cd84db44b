/** `/sign-in`, with `?next=` naming the page to return to. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { AuthFrame } from "../features/auth/AuthFrame.tsx";
import { SignInForm } from "../features/auth/SignInForm.tsx";
import { useEnter } from "../features/auth/use-enter.ts";
import { usePageTitle } from "../ui/page-title.ts";

const route = getRouteApi("/guest");

export function SignInRoute() {
  usePageTitle("Sign in");
  const { next } = route.useSearch();
  const enter = useEnter(next);
  return (
    <AuthFrame
      title="Welcome back"
      lead="Your drafts and running jobs are where you left them."
      picture={{
        src: "/examples/street-monsoon.webp",
        alt: "Generated picture: people with umbrellas on a city street at night, neon signs in the wet road",
        words: "Monsoon street at night, umbrellas, neon in the puddles",
      }}
      foot="A session lasts 24 hours. Sign out any time from the account menu."
    >
      <SignInForm onOpened={enter} />
      <p className="text-muted">
        New here?{" "}
        <Link to="/sign-up" search={{ next }} className="text-primary-text underline underline-offset-3">
          Create an account
        </Link>{" "}
        and get 50 credits.
      </p>
    </AuthFrame>
  );
}
