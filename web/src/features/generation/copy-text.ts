/** Puts text on the clipboard, on plain-HTTP addresses of a home network too, where browsers offer only the old way. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "sr-only";
  document.body.append(field);
  const before = document.activeElement;
  field.select();
  // Deprecated but the only way without a secure context; answers whether it worked.
  const copied = document.execCommand?.("copy") ?? false;
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
