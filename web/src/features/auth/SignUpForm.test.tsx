import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import "../../ui/test-patience.ts";
import { TooltipProvider } from "../../ui/tooltip.tsx";
import { SignUpForm } from "./SignUpForm.tsx";

const fetchMock = vi.fn<typeof fetch>();
const opened = vi.fn();

beforeEach(() => vi.stubGlobal("fetch", fetchMock));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  fetchMock.mockReset();
  opened.mockReset();
});

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const words = (input: HTMLElement) =>
  document.getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent ?? "";

async function submit({ email = "asha@raostudio.in", password = "monsoon-lamp-forest" } = {}) {
  const user = userEvent.setup({ delay: null });
  render(
    <TooltipProvider>
      <SignUpForm onOpened={opened} />
    </TooltipProvider>,
  );
  await user.type(field("Name"), "Asha Rao");
  await user.type(field("E-mail"), email);
  await user.type(field("Password"), password);
  await user.click(screen.getByRole("button", { name: "Create account" }));
}

function answer(status: number, body: unknown): void {
  fetchMock.mockResolvedValueOnce(new Response(JSON.stringify(body), { status }));
}

test("a session that was opened is handed on", async () => {
  const session = { user: { id: "usr_1" }, csrfToken: "t" };
  answer(201, session);
  await submit();
  await waitFor(() => expect(opened).toHaveBeenCalledWith(session));
  expect(JSON.parse(String(fetchMock.mock.calls[0]?.[1]?.body))).toEqual({
    name: "Asha Rao",
    email: "asha@raostudio.in",
    password: "monsoon-lamp-forest",
  });
});

test("the server's field errors stand at their fields, and the first takes the focus", async () => {
  answer(422, {
    code: "validation_failed",
    status: 422,
    errors: [
      { path: "password", code: "breached", message: "This password was stolen elsewhere." },
      { path: "email", code: "blocked", message: "This address cannot be used." },
    ],
  });
  await submit();
  await waitFor(() => expect(words(field("Password"))).toBe("This password was stolen elsewhere."));
  expect(words(field("E-mail"))).toBe("This address cannot be used.");
  expect(field("Password").getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(field("E-mail"));
  expect(opened).not.toHaveBeenCalled();
});

test("a refusal that belongs to no field is said above the form", async () => {
  answer(409, { code: "sign_up_refused", status: 409, detail: "no" });
  await submit();
  expect((await screen.findByRole("alert")).textContent).toContain("This account cannot be created.");
});

test("a password that is too short never leaves the page", async () => {
  await submit({ password: "short" });
  await waitFor(() => expect(words(field("Password"))).toBe("At least 12 characters."));
  expect(fetchMock).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(field("Password"));
});
