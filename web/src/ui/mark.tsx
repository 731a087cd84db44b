/** The mark: a martin in flight, 24 px, in the accent. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      className="shrink-0 fill-primary-text"
    >
      <path d="M1.5 8.2C6 5 9.9 6.6 12 10.8 14.1 6.6 18 5 22.5 8.2c-4.4.5-7 2.9-8.8 6.5l2.2 5.6L12 17.2l-3.9 3.1 2.2-5.6C8.5 11.1 5.9 8.7 1.5 8.2Z" />
    </svg>
  );
}

/** Mark and name, as they stand at the top of every page. */
export function Brand() {
  return (
    <span className="flex items-center gap-2.5 text-[15px] font-medium tracking-[-.01em] text-strong">
      <Mark />
      Marty Martin
    </span>
  );
}
