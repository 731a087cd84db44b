/** The frame of sign-in and sign-up: the form at the left, a picture at the right. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Brand } from "../../ui/mark.tsx";

type AuthFrameProps = {
  title: string;
  lead: string;
  picture: { src: string; alt: string; words: string };
  children: ReactNode;
  foot: string;
};

export function AuthFrame({ title, lead, picture, children, foot }: AuthFrameProps) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(440px,1fr)_1.25fr]">
      <main className="flex flex-col gap-8 px-4 py-5 sm:px-12 sm:py-8 lg:justify-between">
        <Link to="/" aria-label="Marty Martin, home" className="self-start rounded-lg max-sm:py-2.5">
          <Brand />
        </Link>
        <div className="mx-auto grid w-full gap-6 sm:max-w-95">
          <div>
            <h1 className="type-hero">{title}</h1>
            <p className="type-body mt-2 text-muted">{lead}</p>
          </div>
          {children}
        </div>
        <p className="text-small text-muted max-sm:mt-auto">{foot}</p>
      </main>
      <aside aria-label="Example" className="p-3 pl-0 max-lg:hidden">
        <figure className="media-edge h-[calc(100dvh-24px)] rounded-2xl">
          <img src={picture.src} alt={picture.alt} className="size-full object-cover" />
          <figcaption className="absolute inset-x-0 bottom-0 bg-(image:--scrim-bottom) px-6 pt-24 pb-6 text-(--text-on-image)">
            <p className="font-medium">“{picture.words}”</p>
            <p className="mt-0.5 text-small">Made by the local studio, with no key and no other service.</p>
          </figcaption>
        </figure>
      </aside>
    </div>
  );
}
